package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/codec"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Newcomers have keys and nothing else: no account, no money, no admission. Each comes by another path.
const (
	clerk        = "clerk"
	visitor      = "visitor"
	translator   = "translator"
	statistician = "statistician"
	surveyor     = "surveyor"
	harbour      = "harbour-office"
	successor    = "successor"
	assistant    = "assistant"
	stranger     = "stranger"
)

func newcomers() []string {
	return []string{clerk, visitor, translator, statistician, surveyor, harbour, successor, assistant, stranger}
}

// admitting are the messages of the scenario beside those of a decision of the council.
var admitting = []string{
	"/agijobs.identity.v1.MsgAdmit", "/agijobs.identity.v1.MsgEnrolWithProof", "/agijobs.identity.v1.MsgEnrolWithToken",
	"/agijobs.identity.v1.MsgEnrolWithName", "/agijobs.identity.v1.MsgAttest", "/agijobs.identity.v1.MsgRegisterName",
	"/agijobs.identity.v1.MsgSuspend", "/agijobs.identity.v1.MsgUpdateMetadata", "/agijobs.identity.v1.MsgAcknowledgeTerms",
	"/cosmos.feegrant.v1beta1.MsgGrantAllowance", "/cosmos.bank.v1beta1.MsgSend",
}

const (
	// shortVisit and nameTerm end while other paths are tried; until then the visitor is admitted, and the name used, even on a busy machine.
	shortVisit = 10 * time.Second
	nameTerm   = 15 * time.Second
	// shortGrace is the time to renew a name after the council's second decision: before it is the default, so that no race decides what
	// the first takeover meets.
	shortGrace = time.Second
	// firstMoney is what a newcomer gets from the desk, and more than all its fees.
	firstMoney = 5 * agi
)

// desk is the registry desk of the ministry: it pays for everybody who is new.
type desk struct {
	*run
	cdc    codec.Codec
	folder string
	// eddsa and es256 are private keys of the national eID; a demo may know them.
	eddsa, es256 jose.JSONWebKey
	// tokens counts what was issued here: each needs a number of its own.
	tokens int
	// spent is the token by which somebody was admitted.
	spent string
	// visitEnds and nameEnds are when the visitor's admission and the harbour's name expire.
	visitEnds, nameEnds time.Time
	// params are the rules before the scenario.
	params identitytypes.Params
}

// identities walks through every path of admission and every refusal, by the public command line.
func identities(ctx context.Context, r *run) error {
	d := &desk{run: r, cdc: identityCodec(), folder: filepath.Join(r.home, "registry")}
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{
		d.wire, d.byRegistrar, d.byName, d.registrarLimits, d.byProof, d.proofRefusals, d.byToken, d.forgedTokens, d.tokenRefusals,
		d.byAttestation, d.suspendedGranter, d.takeover, d.visitOver, d.secondDecision, d.newHolder, d.staleProofs, d.newTerms,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// admits runs what must admit a newcomer who never existed on the chain, and makes a step of it.
func (d *desk) admits(ctx context.Context, who, newcomer, tried string, path identitytypes.AdmissionPath, args ...string) error {
	_, unknown := d.client.Auth().Account(ctx, &authtypes.QueryAccountRequest{Address: d.addresses[newcomer]})
	s, err := d.cli(ctx, who, args...)
	if err != nil {
		return err
	}
	tried += ", who never existed on the chain and pays nothing"
	if s.code != 0 {
		d.step(who, false, tried, "admitted", brief(s))
		return nil
	}
	got, err := d.client.Identity().Participant(ctx, &identitytypes.QueryParticipantRequest{Address: d.addresses[newcomer]})
	if err != nil {
		return err
	}
	p := got.Participant
	ok := status.Code(unknown) == codes.NotFound && p.Status == identitytypes.PARTICIPANT_STATUS_ACTIVE && p.AdmissionPath == path && len(p.Roles) > 0
	d.step(who, ok, tried, "no account before; then ACTIVE by "+pathName(path), fmt.Sprintf("account before: %s; then %s by %s, %v",
		status.Code(unknown), without(p.Status.String(), "PARTICIPANT_STATUS_"), pathName(p.AdmissionPath), p.Roles))
	return nil
}

func pathName(path identitytypes.AdmissionPath) string {
	return without(path.String(), "ADMISSION_PATH_")
}

// works runs what must work, and makes a step of it.
func (d *desk) works(ctx context.Context, who, tried string, args ...string) error {
	s, err := d.cli(ctx, who, args...)
	if err != nil {
		return err
	}
	d.step(who, s.code == 0, tried, "it works", brief(s))
	return nil
}

// acts lets a newcomer send its first transaction, and says who pays.
func (d *desk) acts(ctx context.Context, newcomer, granter string) error {
	args := []string{
		"tx", "identity", "update-metadata", "https://registry.example/" + newcomer + ".json", "--metadata-hash", hexOf(sha256sum([]byte(newcomer))),
	}
	paid := "from its own money"
	if granter != "" {
		args = append(args, "--fee-granter", d.addresses[granter])
		paid = "by the fee grant of " + granter
	}
	return d.works(ctx, newcomer, "sends its first transaction, paid "+paid, args...)
}

// send gives money to a newcomer, by address or by name.
func (d *desk) send(ctx context.Context, to string) error {
	_, err := d.must(ctx, ministry, "tx", "bank", "send", ministry, to, fmt.Sprintf("%d%s", firstMoney, d.accountant.denom))
	return err
}

func (d *desk) grant(ctx context.Context, granter, newcomer string) error {
	_, err := d.must(ctx, granter, "tx", "feegrant", "grant", granter, d.addresses[newcomer],
		"--spend-limit", fmt.Sprintf("%d%s", agi, d.accountant.denom))
	return err
}

// past waits until block time is after a moment.
func (d *desk) past(ctx context.Context, what string, at time.Time) error {
	var failed error
	err := d.until(ctx, what, func() bool {
		if time.Now().Before(at) {
			return false
		}
		clock, err := d.clockAt(ctx, d.height())
		failed = err
		return err != nil || clock.BlockTimeMs > at.UnixMilli()
	})
	if err == nil {
		err = failed
	}
	return err
}

// file writes a file of the desk and returns its path.
func (d *desk) file(name string, content []byte) (string, error) {
	path := filepath.Join(d.folder, name)
	return path, os.WriteFile(path, content, 0o600)
}

// refuse is one thing that must not work.
type refuse struct {
	who, tried, because string
	args                []string
}

func (d *desk) refusals(ctx context.Context, list []refuse) error {
	for _, try := range list {
		if err := d.refusal(ctx, try.who, try.tried, try.because, try.args...); err != nil {
			return err
		}
	}
	return nil
}

// admission is one participant as `tx identity admit` reads it.
func (d *desk) admission(newcomer, role string, end *time.Time) string {
	fields := []string{
		fmt.Sprintf("%q:%q", "address", d.addresses[newcomer]), `"kind":"PARTICIPANT_KIND_HUMAN"`, fmt.Sprintf(`"roles":[%q]`, role),
	}
	if end != nil {
		fields = append(fields, fmt.Sprintf("%q:%q", "expires_at", end.Format(time.RFC3339)))
	}
	return "{" + strings.Join(fields, ",") + "}"
}
