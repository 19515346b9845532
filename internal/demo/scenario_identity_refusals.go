package demo

import (
	"bytes"
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// registrarLimits tries what is beyond a registrar's rights.
func (d *desk) registrarLimits(ctx context.Context) error {
	return d.refusals(ctx, []refuse{
		{
			registrar, "admits a moderator", "role is granted by the authority only",
			[]string{"tx", "identity", "admit", d.admission(stranger, "ROLE_MODERATOR", nil)},
		},
		{
			registrar, "admits two more than its limit of the day leaves", "registrar's limit of the UTC day is used up",
			[]string{"tx", "identity", "admit", d.admission(stranger, "ROLE_AGENT", nil), d.admission(successor, "ROLE_AGENT", nil)},
		},
		{
			registrar, "suspends a member of the council", "the authority's alone to change",
			[]string{"tx", "identity", "suspend", d.addresses[official3], "fraud_report"},
		},
	})
}

// prove prints the proof that somebody is on a list; it returns its file and what it says.
func (d *desk) prove(ctx context.Context, list, newcomer string) (string, allowlist.Proof, error) {
	printed, err := d.must(ctx, "", "identity", "allowlist", "proof", d.addresses[newcomer], "--list", filepath.Join(d.folder, list, "agent"))
	if err != nil {
		return "", allowlist.Proof{}, err
	}
	proof, err := allowlist.ReadProof(bytes.NewBufferString(printed.out))
	if err != nil {
		return "", proof, err
	}
	file, err := d.file(list+"-"+newcomer+".json", []byte(printed.out))
	return file, proof, err
}

// withProof hands in the numbers of a proof for anybody: the chain, not the desk's program, has to refuse it.
func (d *desk) withProof(newcomer string, p allowlist.Proof) []string {
	args := []string{
		"tx", "identity", "enrol-with-proof", d.addresses[newcomer], "agent", "1",
		"--total", strconv.FormatUint(p.Total, 10), "--index", strconv.FormatUint(p.Index, 10),
	}
	for _, aunt := range p.Aunts {
		args = append(args, "--aunts", aunt)
	}
	return args
}

// proofRefusals tries a proof of somebody else, and an inner node of the tree in place of a leaf.
func (d *desk) proofRefusals(ctx context.Context) error {
	_, proof, err := d.prove(ctx, "list-1", stranger)
	if err != nil {
		return err
	}
	// The node above the stranger's leaf would be a leaf of a tree of two.
	inner := allowlist.Proof{Total: 2, Index: proof.Index / 2, Aunts: proof.Aunts[1:]}
	const wrong = "proof does not lead to the root"
	return d.refusals(ctx, []refuse{
		{ministry, "enrols the successor with the stranger's proof", wrong, d.withProof(successor, proof)},
		{ministry, "enrols the stranger with an inner node of the tree as its leaf", wrong, d.withProof(stranger, inner)},
	})
}

// suspendedGranter: who is suspended starts no business, and pays for nobody's.
func (d *desk) suspendedGranter(ctx context.Context) error {
	err := d.works(ctx, registrar, "suspends the clerk, whose fee grant pays for the translator",
		"tx", "identity", "suspend", d.addresses[clerk], "fraud_report")
	if err != nil {
		return err
	}
	return d.refusal(ctx, translator, "starts new business by the fee grant of the suspended clerk", "participant is suspended",
		"tx", "bank", "send", translator, d.addresses[ministry], "1"+d.accountant.denom, "--fee-granter", d.addresses[clerk])
}

// takeover tries to register a name that its holder can still renew.
func (d *desk) takeover(ctx context.Context) error {
	if err := d.past(ctx, "the name to expire", d.nameEnds); err != nil {
		return err
	}
	return d.refusal(ctx, ministry, "registers "+harbourName+" for the successor right after it has expired",
		"name has expired but can still be renewed", d.registerAgain()...)
}

func (d *desk) registerAgain() []string {
	return []string{
		"tx", "identity", "register-name", harbourName, d.addresses[successor], "--expires-at", time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339),
	}
}

// visitOver: an admission that has ended starts nothing.
func (d *desk) visitOver(ctx context.Context) error {
	if err := d.past(ctx, "the visit to end", d.visitEnds); err != nil {
		return err
	}
	return d.refusal(ctx, visitor, "starts new business after its admission has expired", "admission has expired",
		"tx", "bank", "send", visitor, d.addresses[ministry], "1"+d.accountant.denom)
}

// newHolder: once the time to renew is over the name goes to another, and nothing is left to the one before.
func (d *desk) newHolder(ctx context.Context) error {
	if err := d.past(ctx, "the time to renew the name to end", d.nameEnds.Add(shortGrace)); err != nil {
		return err
	}
	if err := d.works(ctx, ministry, "registers "+harbourName+" for the successor when nobody can renew it any more", d.registerAgain()...); err != nil {
		return err
	}
	err := d.refusals(ctx, []refuse{
		{
			harbour, "points " + harbourName + " to itself after the new registration", "only the owner of the name may do this",
			[]string{"tx", "identity", "set-name-controller", harbourName, d.addresses[harbour]},
		},
		{
			ministry, "enrols the old holder of " + harbourName, "the name does not stand for this applicant",
			[]string{"identity", "enrol", "name", harbourName, "--applicant", d.addresses[harbour]},
		},
	})
	if err != nil {
		return err
	}
	return d.admits(ctx, ministry, successor, "enrols the new holder of "+harbourName, identitytypes.ADMISSION_PATH_NAME,
		"identity", "enrol", "name", harbourName)
}

// secondDecision sets a new list and terms, revokes a credential, shortens the time to renew a name, and gives the registrar its
// limit back.
func (d *desk) secondDecision(ctx context.Context) error {
	list, err := d.list(ctx, "list-2", translator, stranger)
	if err != nil {
		return err
	}
	authority, params := app.Authority(), d.params
	params.NameGrace = shortGrace
	messages := []sdk.Msg{
		&identitytypes.MsgSetAllowlistRoot{Authority: authority, Root: list},
		&identitytypes.MsgRevokeCredential{Sender: authority, Subject: d.addresses[statistician], Type: citizen, Reason: "withdrawn"},
		&identitytypes.MsgSetTerms{Authority: authority, Uri: "https://gov.example/terms-1.pdf", Sha256: sha256sum([]byte("terms 1"))},
		&identitytypes.MsgUpdateParams{Authority: authority, Params: params},
	}
	id, err := d.propose(ctx, "renewal", messages...)
	if err != nil {
		return err
	}
	terms, err := d.client.Identity().Terms(ctx, &identitytypes.QueryTermsRequest{})
	if err != nil {
		return err
	}
	version := strconv.FormatUint(terms.Terms.Version, 10)
	d.step("the council", version == "1", "sets a new allow list and terms, revokes a credential and shortens the time to renew a name, by proposal "+id,
		"terms 1 in force", "terms "+version+" in force")
	return d.works(ctx, ministry, "acknowledges the terms", "tx", "identity", "acknowledge-terms", "1")
}

// staleProofs tries a proof for the list of before, and a token that would bring a revoked credential back.
func (d *desk) staleProofs(ctx context.Context) error {
	_, proof, err := d.prove(ctx, "list-1", stranger)
	if err != nil {
		return err
	}
	issued, err := d.must(ctx, "", "identity", "token", "issue", "--key", d.keyFile(identitytypes.AlgEdDSA), "--iss", eID,
		"--sub", d.addresses[statistician], "--role", "agent", "--kind", "human", "--credential", citizen, "--chain-id", d.node.ChainID)
	if err != nil {
		return err
	}
	return d.refusals(ctx, []refuse{
		{ministry, "enrols the stranger with a proof for the old list", "proof is not for the list in force", d.withProof(stranger, proof)},
		{
			ministry, "sends a token that would issue the revoked credential again", "credential is revoked",
			[]string{"identity", "enrol", "token", strings.TrimSpace(issued.out)},
		},
	})
}

// newTerms: new business needs the terms, and acknowledging them is all it takes.
func (d *desk) newTerms(ctx context.Context) error {
	file, _, err := d.prove(ctx, "list-2", stranger)
	if err != nil {
		return err
	}
	enrol := []string{"identity", "enrol", "proof", file}
	err = d.refusal(ctx, statistician, "enrols the stranger before it has acknowledged the terms", "has not acknowledged the terms", enrol...)
	if err != nil {
		return err
	}
	if err := d.works(ctx, statistician, "acknowledges the terms", "tx", "identity", "acknowledge-terms", "1"); err != nil {
		return err
	}
	return d.admits(ctx, statistician, stranger, "enrols the stranger by a proof for the new list", identitytypes.ADMISSION_PATH_PROOF, enrol...)
}
