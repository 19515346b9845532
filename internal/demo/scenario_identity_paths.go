package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// harbourName is the name of the harbour office, below a role root.
const harbourName = "harbour." + agentRoot

// byRegistrar admits by a registrar's word: a clerk, and a visitor whose admission ends soon.
func (d *desk) byRegistrar(ctx context.Context) error {
	d.visitEnds = time.Now().Add(shortVisit).UTC().Truncate(time.Second)
	err := d.admits(ctx, registrar, clerk, "admits the clerk, and a visitor for "+shortVisit.String(), identitytypes.ADMISSION_PATH_REGISTRAR,
		"tx", "identity", "admit", d.admission(clerk, "ROLE_AGENT", nil), d.admission(visitor, "ROLE_AGENT", &d.visitEnds))
	if err != nil {
		return err
	}
	if err := d.send(ctx, d.addresses[clerk]); err != nil {
		return err
	}
	return d.acts(ctx, clerk, "")
}

// byName admits whom a name stands for, and uses the name where an address is accepted.
func (d *desk) byName(ctx context.Context) error {
	d.nameEnds = time.Now().Add(nameTerm).UTC().Truncate(time.Second)
	err := d.works(ctx, ministry, "registers "+harbourName+" for the harbour office, for "+nameTerm.String(),
		"tx", "identity", "register-name", harbourName, d.addresses[harbour], "--expires-at", d.nameEnds.Format(time.RFC3339))
	if err != nil {
		return err
	}
	err = d.admits(ctx, ministry, harbour, "enrols the holder of "+harbourName, identitytypes.ADMISSION_PATH_NAME,
		"identity", "enrol", "name", harbourName)
	if err != nil {
		return err
	}
	if err := d.send(ctx, harbourName); err != nil {
		return err
	}
	sent, err := d.client.Bank().Balance(ctx, &banktypes.QueryBalanceRequest{Address: d.addresses[harbour], Denom: d.accountant.denom})
	if err != nil {
		return err
	}
	want := fmt.Sprintf("%d%s", firstMoney, d.accountant.denom)
	d.step(ministry, sent.Balance.String() == want, "sends money to "+harbourName+", a name in place of an address", "the harbour office has "+want,
		"it has "+sent.Balance.String())
	return d.acts(ctx, harbour, "")
}

// byProof admits by a Merkle proof; the clerk's fee grant pays for what the translator does.
func (d *desk) byProof(ctx context.Context) error {
	file, _, err := d.prove(ctx, "list-1", translator)
	if err != nil {
		return err
	}
	err = d.admits(ctx, ministry, translator, "enrols the translator by a proof that it is on the allow list", identitytypes.ADMISSION_PATH_PROOF,
		"identity", "enrol", "proof", file)
	if err != nil {
		return err
	}
	if err := d.grant(ctx, clerk, translator); err != nil {
		return err
	}
	return d.acts(ctx, translator, clerk)
}

// byToken admits by tokens of the national eID, of each kind of key.
func (d *desk) byToken(ctx context.Context) error {
	for _, t := range []struct{ newcomer, alg string }{{statistician, identitytypes.AlgEdDSA}, {surveyor, identitytypes.AlgES256}} {
		issued, err := d.must(ctx, "", "identity", "token", "issue", "--key", d.keyFile(t.alg), "--iss", eID, "--sub", d.addresses[t.newcomer],
			"--role", "agent", "--kind", "human", "--credential", citizen, "--chain-id", d.node.ChainID)
		if err != nil {
			return err
		}
		token := strings.TrimSpace(issued.out)
		if t.newcomer == statistician {
			d.spent = token
		}
		err = d.admits(ctx, ministry, t.newcomer, "enrols the "+t.newcomer+" by a token signed with "+t.alg, identitytypes.ADMISSION_PATH_TOKEN,
			"identity", "enrol", "token", token)
		if err != nil {
			return err
		}
	}
	if err := d.send(ctx, d.addresses[statistician]); err != nil {
		return err
	}
	if err := d.acts(ctx, statistician, ""); err != nil {
		return err
	}
	if err := d.grant(ctx, ministry, surveyor); err != nil {
		return err
	}
	return d.acts(ctx, surveyor, ministry)
}

// byAttestation admits a key on the word of an organisation's representative.
func (d *desk) byAttestation(ctx context.Context) error {
	err := d.admits(ctx, ministry, assistant, "attests its assistant's key as representative of its organisation", identitytypes.ADMISSION_PATH_ATTESTATION,
		"identity", "enrol", "attest", "organisation:"+ministryOrg, d.addresses[assistant], "agent", "--for", "24h")
	if err != nil {
		return err
	}
	if err := d.grant(ctx, ministry, assistant); err != nil {
		return err
	}
	return d.acts(ctx, assistant, ministry)
}
