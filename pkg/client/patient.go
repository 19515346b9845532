package client

import (
	"context"
	"time"

	"google.golang.org/grpc"
)

// patientConn repeats calls while the node is away. Every call of this package may be repeated: queries change nothing,
// and a transaction handed in twice is executed once.
type patientConn struct {
	grpc.ClientConnInterface
	patience, poll time.Duration
}

// Invoke implements grpc.ClientConnInterface.
func (p patientConn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	end := time.Now().Add(p.patience)
	for {
		err := p.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
		if err == nil || !Transient(err) || ctx.Err() != nil || time.Now().After(end) {
			return err
		}
		if sleep(ctx, p.poll) != nil {
			return err
		}
	}
}
