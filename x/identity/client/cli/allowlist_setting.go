package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

// allowlistSetting reads from flags what a proposal says of a list besides role and root, and checks it as the chain would.
func allowlistSetting(set *pflag.FlagSet) (types.AllowlistRoot, error) {
	r := types.AllowlistRoot{Active: true}
	var err error
	if r.Uri, err = set.GetString(flagListURI); err != nil {
		return r, err
	}
	kind, err := set.GetString(flagListKind)
	if err != nil {
		return r, err
	}
	r.Kind = types.ParticipantKind(types.ParticipantKind_value["PARTICIPANT_KIND_"+strings.ToUpper(kind)])
	if r.OrganisationId, err = set.GetString(flagListOrganisation); err != nil {
		return r, err
	}
	if r.Term, err = set.GetDuration(flagListTerm); err != nil {
		return r, err
	}
	if r.Term%time.Second != 0 {
		return r, fmt.Errorf("--%s %s: write whole seconds", flagListTerm, r.Term)
	}
	if r.DailyAdmissions, err = set.GetUint32(flagListDaily); err != nil {
		return r, err
	}
	probe := types.MsgSetAllowlistRoot{Authority: authtypes.NewModuleAddress(govtypes.ModuleName).String(), Root: r}
	probe.Root.Role, probe.Root.Root = types.ROLE_AGENT, make([]byte, types.HashSize)
	return r, probe.ValidateBasic()
}

// settingJSON writes a setting as `tx identity set-allowlist-root` reads it.
func settingJSON(r types.AllowlistRoot) (json.RawMessage, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(struct {
		Role           string `json:"role"`
		Root           []byte `json:"root"` // base 64
		URI            string `json:"uri,omitempty"`
		Kind           string `json:"kind"`
		OrganisationID string `json:"organisation_id,omitempty"`
		Term           string `json:"term"`
		Daily          uint32 `json:"daily_admissions"`
		Active         bool   `json:"active"`
	}{
		r.Role.String(), r.Root, r.Uri, r.Kind.String(), r.OrganisationId, fmt.Sprintf("%ds", r.Term/time.Second), r.DailyAdmissions, r.Active,
	})
	return bytes.TrimSpace(out.Bytes()), err
}

// proposalCommand returns the command that proposes a list, ready for a shell.
func proposalCommand(l allowlist.List, setting json.RawMessage) string {
	quoted := "'" + strings.ReplaceAll(string(setting), "'", `'\''`) + "'"
	return fmt.Sprintf("agijobsd tx identity set-allowlist-root %s --title %q --summary %q --deposit 1uagi --from official1",
		quoted, "Allow list of "+l.Role, fmt.Sprintf("%d leaves; SHA-256 of the leaves: %s", l.Total, l.LeavesSHA256))
}
