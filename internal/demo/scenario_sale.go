package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// selling are the messages of the market of certificates.
var selling = []string{
	"/agijobs.jobs.v1.MsgAcceptVerdict", "/agijobs.certificates.v1.MsgList", "/agijobs.certificates.v1.MsgBuy",
}

const (
	salePayout = 100
	// salePrice and saleLimit in AGI: buyers offer more than is asked, and have the rest back.
	salePrice, saleLimit = 60, 70
	royaltyBps           = 1_000
	// buyGas is more than two purchases use.
	buyGas = 600_000
)

// marketCodec writes the messages of the market of certificates.
func marketCodec() codec.Codec {
	registry := codectypes.NewInterfaceRegistry()
	certificatestypes.RegisterInterfaces(registry)
	jobstypes.RegisterInterfaces(registry)
	thermostattypes.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}

// sold: two certificates are made. One is listed and bought, by the first of two buyers in the same block; the other is
// revoked, and nobody can list it any more.
func sold(ctx context.Context, r *run) error {
	jobs, err := r.makeCertificates(ctx)
	if err != nil {
		return err
	}
	asset, flawed := jobs[0], jobs[1]
	err = r.sends(ctx, ministry, &certificatestypes.MsgList{Owner: r.addresses[ministry], JobId: asset, Price: math.NewInt(salePrice * agi)})
	if err != nil {
		return err
	}
	if err := r.buyTwice(ctx, asset); err != nil {
		return err
	}
	if err := r.revoke(ctx, flawed); err != nil {
		return err
	}
	if err := r.portfolio(ctx, asset); err != nil {
		return err
	}
	return r.saleBooks(ctx, jobs)
}

// makeCertificates has two jobs done, with a royalty for their agent.
func (r *run) makeCertificates(ctx context.Context) ([]uint64, error) {
	var messages []sdk.Msg
	for i, folder := range []string{"statute-terms", "crew-assignment"} {
		msg, err := r.message(ctx, ministry, posting{
			folder: folder, title: fmt.Sprintf("Asset %d of the nation", i+1), category: category, payout: salePayout, work: time.Minute, open: openFor,
			change: func(m *jobstypes.MsgPostJob) { m.RoyaltyBps, m.Rights = royaltyBps, "open to all public bodies" },
		})
		if err != nil {
			return nil, err
		}
		messages = append(messages, msg)
	}
	if err := r.sends(ctx, ministry, messages...); err != nil {
		return nil, err
	}
	jobs, err := r.ids(ctx, ministry, 0, len(messages))
	if err != nil {
		return nil, err
	}
	for i, agent := range []string{agent2, agent3} {
		if _, err := r.crew.start("agent", agent, "--job", strconv.FormatUint(jobs[i], 10)); err != nil {
			return nil, err
		}
	}
	if err := r.takeVerdicts(ctx, ministry, jobs...); err != nil {
		return nil, err
	}
	done, err := r.endedAs(ctx, jobstypes.JOB_STATUS_COMPLETED, jobs...)
	if err == nil && !done {
		err = fmt.Errorf("the jobs of the certificates did not complete")
	}
	return jobs, err
}

// takeVerdicts waits until jobs are approved and accepts, so that nobody waits for the window.
func (r *run) takeVerdicts(ctx context.Context, employer string, jobs ...uint64) error {
	var accept []sdk.Msg
	for _, id := range jobs {
		r.job = id
		if err := r.verdict(ctx, 0, jobstypes.JOB_STATUS_APPROVED); err != nil {
			return err
		}
		accept = append(accept, &jobstypes.MsgAcceptVerdict{Sender: r.addresses[employer], JobId: id})
	}
	return r.sends(ctx, employer, accept...)
}

// buyTwice: two buyers sign one transaction, so that both purchases are in one block whatever the machine is doing.
func (r *run) buyTwice(ctx context.Context, asset uint64) error {
	buyers := []string{town1, town2}
	var messages []sdk.Msg
	for _, b := range buyers {
		messages = append(messages, &certificatestypes.MsgBuy{Buyer: r.addresses[b], JobId: asset, MaxPrice: math.NewInt(saleLimit * agi)})
	}
	if err := r.together(ctx, buyers, messages...); err != nil {
		return err
	}
	err := r.until(ctx, "the sale", func() bool {
		return count[*certificatestypes.EventCertificateSold](r) > 0 && count[*certificatestypes.EventPurchaseFailed](r) > 0
	})
	if err != nil {
		return err
	}
	sale, failed := all[*certificatestypes.EventCertificateSold](r)[0], all[*certificatestypes.EventPurchaseFailed](r)[0]
	royalty := bps(math.NewInt(salePrice*agi), royaltyBps)
	ok := sale.Buyer == r.addresses[town1] && sale.Price.Equal(math.NewInt(salePrice*agi)) && sale.Royalty.Equal(royalty) && sale.Agent == r.addresses[agent2]
	t := r.print.teller
	r.step(town1, ok, "buys the certificate", fmt.Sprintf("%s, of it %s royalty to %s", t.money(math.NewInt(salePrice*agi)), t.money(royalty), agent2),
		fmt.Sprintf("%s, of it %s royalty to %s", t.money(sale.Price), t.money(sale.Royalty), t.name(sale.Agent)))
	ok = failed.Buyer == r.addresses[town2] && failed.Returned.Equal(math.NewInt(saleLimit*agi))
	r.step(town2, ok, "tries to buy it in the same block", "it was sold before: all of the money is back", fmt.Sprintf("%s back: %s", t.money(failed.Returned), failed.Reason))
	return nil
}

// together has several participants sign one transaction at the command line, one after the other, and hands it in.
func (r *run) together(ctx context.Context, names []string, messages ...sdk.Msg) error {
	file, err := r.unsigned(messages...)
	if err != nil {
		return err
	}
	for _, name := range names {
		signed := filepath.Join(r.home, "signed-by-"+name+".json")
		_, err := r.must(ctx, "", "tx", "sign", file, "--sign-mode", "amino-json", "--output-document", signed,
			"--from", name, "--keyring-dir", keyFolder(r.home, name), "--keyring-backend", "test")
		if err != nil {
			return err
		}
		file = signed
	}
	_, err = r.must(ctx, "", "tx", "broadcast", file, "--wait", "-o", "json")
	return err
}

// unsigned writes a transaction as the command line reads it.
func (r *run) unsigned(messages ...sdk.Msg) (string, error) {
	price, err := sdk.ParseDecCoin(gasPrice())
	if err != nil {
		return "", err
	}
	fee := price.Amount.MulInt64(buyGas).Ceil().TruncateInt()
	list := make([]json.RawMessage, len(messages))
	for i, m := range messages {
		if list[i], err = marketCodec().MarshalInterfaceJSON(m); err != nil {
			return "", err
		}
	}
	tx := map[string]any{
		"body": map[string]any{
			"messages": list, "memo": "", "timeout_height": "0", "extension_options": []any{}, "non_critical_extension_options": []any{},
		},
		"auth_info": map[string]any{
			"signer_infos": []any{},
			"fee": map[string]any{
				"amount": []map[string]string{{"denom": price.Denom, "amount": fee.String()}}, "gas_limit": strconv.Itoa(buyGas), "payer": "", "granter": "",
			},
		},
		"signatures": []any{},
	}
	content, err := json.Marshal(tx)
	if err != nil {
		return "", err
	}
	file := filepath.Join(r.home, "unsigned.json")
	return file, os.WriteFile(file, content, 0o600)
}

// revoke: the council revokes the second certificate; it stays, and cannot be offered any more.
func (r *run) revoke(ctx context.Context, flawed uint64) error {
	evidence := []byte("The input of this work was withdrawn by its publisher.\n")
	uri := base + "evidence/withdrawn.md"
	if err := libraryOf(r.home).put(uri, evidence); err != nil {
		return err
	}
	id, err := r.propose(ctx, marketCodec(), "Revocation", "The input of a work was withdrawn", &certificatestypes.MsgRevoke{
		Authority: app.Authority(), JobId: flawed, Reason: "its input was withdrawn", Evidence: document(uri, evidence),
	})
	if err != nil {
		return err
	}
	err = r.until(ctx, "the revocation", func() bool { return count[*certificatestypes.EventCertificateRevoked](r) > 0 })
	if err != nil {
		return err
	}
	certificate, err := r.client.Certificates().Certificate(ctx, &certificatestypes.QueryCertificateRequest{JobId: flawed})
	if err != nil {
		return err
	}
	r.step("the council", certificate.Revocation != nil && certificate.Owner == r.addresses[ministry], "revokes the second certificate by proposal "+id,
		"it stays with its owner, and everybody sees that it is revoked", fmt.Sprintf("revoked: %t, owner %s", certificate.Revocation != nil, r.print.teller.name(certificate.Owner)))
	return r.tries(ctx, ministry, "offers the revoked certificate", "revoked",
		&certificatestypes.MsgList{Owner: r.addresses[ministry], JobId: flawed, Price: math.NewInt(agi)})
}

// portfolio shows what the buyer's organisation owns now.
func (r *run) portfolio(ctx context.Context, asset uint64) error {
	organisation := ""
	for _, m := range cast() {
		if m.name == town1 {
			organisation = m.org.id
		}
	}
	answer, err := r.client.Certificates().Portfolio(ctx, &certificatestypes.QueryPortfolioRequest{Organisation: organisation})
	if err != nil {
		return err
	}
	ok := len(answer.Rows) == 1 && answer.Certificates == 1 && answer.Value.Equal(math.NewInt(salePayout*agi)) && answer.Rows[0].Category == category
	seen := fmt.Sprintf("%d certificates", answer.Certificates)
	if len(answer.Rows) == 1 {
		row := answer.Rows[0]
		seen = fmt.Sprintf("%s, made by %s in %d: %d certificate worth %s", row.Category, row.AgentOrganisation, row.Year, row.Certificates, r.print.teller.money(row.Value))
	}
	r.step(town1, ok, fmt.Sprintf("reads its portfolio, with the certificate of job %d", asset), "one certificate, worth the payout of its job", seen)
	return nil
}

func (r *run) saleBooks(ctx context.Context, jobs []uint64) error {
	want := ledger{}
	for _, id := range jobs {
		t, err := r.read(ctx, id)
		if err != nil {
			return err
		}
		want.completed(t, r.addresses[ministry], math.NewInt(salePayout*agi))
	}
	price := math.NewInt(salePrice * agi)
	want.move(r.addresses[town1], r.addresses[agent2], bps(price, royaltyBps))
	want.move(r.addresses[town1], r.addresses[ministry], price.Sub(bps(price, royaltyBps)))
	return r.holds(ctx, "the auditor", want)
}
