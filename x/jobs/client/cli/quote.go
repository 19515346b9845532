package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// quoter is what posting asks the chain.
type quoter interface {
	Quote(ctx context.Context, in *types.QueryQuoteRequest, opts ...grpc.CallOption) (*types.QueryQuoteResponse, error)
}

// quoted is a message with the price that the chain names for it now.
type quoted struct {
	msg   *types.MsgPostJob
	quote types.Quote
}

// applyQuote asks for the price of a message and fills in expected_total, or checks the one that the document gives: the chain
// would refuse the job, and the sender would pay the fee for it.
func applyQuote(ctx context.Context, chain quoter, msg *types.MsgPostJob, currency sovereigntypes.Currency) (quoted, error) {
	duration := msg.WorkDuration
	answer, err := chain.Quote(ctx, &types.QueryQuoteRequest{
		Category: msg.Category, Payout: msg.Payout.String(), WorkDuration: &duration, Seats: msg.Seats,
	})
	if err != nil {
		return quoted{}, fmt.Errorf("ask for the quote: %w", err)
	}
	total := answer.Quote.Total
	if msg.ExpectedTotal.IsNil() {
		msg.ExpectedTotal = total
	}
	if total.GT(msg.ExpectedTotal) {
		return quoted{}, fmt.Errorf("the chain asks for %s, more than expected_total %s: raise expected_total or leave it out",
			showAmount(total, currency), showAmount(msg.ExpectedTotal, currency))
	}
	return quoted{msg: msg, quote: answer.Quote}, nil
}

// checkOffline refuses what only the chain could fill in.
func checkOffline(msg *types.MsgPostJob) error {
	if msg.ExpectedTotal.IsNil() {
		return errors.New("expected_total is missing: offline, the chain cannot be asked for the quote")
	}
	return nil
}

// printQuotes shows what is about to be signed: text for people, one JSON document a line for programs.
func printQuotes(out io.Writer, asJSON bool, quotes []quoted, currency sovereigntypes.Currency) error {
	for _, q := range quotes {
		var err error
		if asJSON {
			err = json.NewEncoder(out).Encode(quoteJSON(q, currency))
		} else {
			_, err = io.WriteString(out, quoteText(q, currency))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func quoteText(q quoted, currency sovereigntypes.Currency) string {
	show := func(amount math.Int) string { return showAmount(amount, currency) }
	return fmt.Sprintf(`%s
  payout to the agent    %s
  validation fee         %s (%d seats, %s each)
  protocol fee           %s
  locked now, at most    %s
  the agent's bond       %s
  spec                   %X
`, q.msg.Title, show(q.quote.Escrow.Payout), show(q.quote.Escrow.ValidationFee), q.quote.Seats, show(q.quote.SeatFee),
		show(q.quote.Escrow.ProtocolFee), show(q.msg.ExpectedTotal), show(q.quote.Bond), q.msg.Spec.Sha256)
}

func quoteJSON(q quoted, currency sovereigntypes.Currency) any {
	return struct {
		Title         string `json:"title"`
		Denom         string `json:"denom"`
		Payout        string `json:"payout"`
		ValidationFee string `json:"validation_fee"`
		ProtocolFee   string `json:"protocol_fee"`
		Total         string `json:"total"`
		ExpectedTotal string `json:"expected_total"`
		Seats         uint32 `json:"seats"`
		SeatFee       string `json:"seat_fee"`
		SeatLock      string `json:"seat_lock"`
		Bond          string `json:"bond"`
		SpecSHA256    string `json:"spec_sha256"`
	}{
		q.msg.Title, currency.Base, q.quote.Escrow.Payout.String(), q.quote.Escrow.ValidationFee.String(),
		q.quote.Escrow.ProtocolFee.String(), q.quote.Total.String(), q.msg.ExpectedTotal.String(), q.quote.Seats,
		q.quote.SeatFee.String(), q.quote.SeatLock.String(), q.quote.Bond.String(), fmt.Sprintf("%x", q.msg.Spec.Sha256),
	}
}
