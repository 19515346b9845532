package demo

import (
	"context"
	"errors"
)

var auditing = []string{"/agijobs.validation.v1.MsgRegisterCanaries", "/agijobs.jobs.v1.MsgOpenCanary", "/agijobs.validation.v1.MsgDiscloseCanaries"}

func canary(ctx context.Context, r *run) error { return errors.New("not yet") }
