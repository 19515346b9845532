package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// person is an address that nobody has the key of.
func person(n int) string { return sdk.AccAddress(fmt.Sprintf("person %013d", n)).String() }

// at runs a command in a home and returns what it printed.
func at(t *testing.T, home string, args ...string) (string, error) {
	t.Helper()
	root, err := NewRootCmd()
	require.NoError(t, err)
	var out, log bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&log)
	root.SetArgs(append(args, "--home", home))
	err = svrcmd.Execute(root, "AGIJOBSD_TEST", home)
	return out.String(), err
}

func write(t *testing.T, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// The file that the commands found a chain with, up to the operators' own transactions. What four operators do with it on machines of their own is
// in tests/network.
func TestGenesisFileOfANation(t *testing.T) {
	home := t.TempDir()
	run := func(args ...string) string {
		out, err := at(t, home, args...)
		require.NoError(t, err, args)
		return out
	}
	run("init", "one", "--chain-id", "canada-1", "--denom", "ucad", "--display", "CAD")
	run("genesis", "add-organisation", "ministry")
	run("genesis", "add-operator", person(1), "--coins", "5ucad", "--organisation", "ministry")
	run("genesis", "add-registrar", person(2), "--coins", "6ucad")
	run("genesis", "add-registrar", person(1), "--coins", "1ucad")
	run("genesis", "add-council", write(t, "council.csv", "address,coins,weight", person(3)+",7ucad,2", person(4)+",,"), "--threshold", "3")
	run("genesis", "add-guardian", person(5), "--title", "Supervision", "--coins", "8ucad")
	run("genesis", "add-participants", write(
		t, "people.csv", "roles,address,kind,organisation,responsible,coins", "# judges",
		"validator agent,"+person(6)+",,,,9ucad", "agent,"+person(7)+",ai_agent,ministry,"+person(6)+",",
	))

	out := run("genesis", "validate", "--draft", "-o", "json")
	var report genesisReport
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.Equal(t, "canada-1", report.ChainID)
	require.Equal(t, []int{0, 4, 2}, []int{report.Operators, report.Participants, report.Council})
	require.Empty(t, report.Errors)
	require.Empty(t, report.Warnings)
	require.Len(t, report.SHA256, 64)

	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	var state struct {
		Bank struct {
			Balances []struct {
				Address string
				Coins   sdk.Coins
			}
			Supply sdk.Coins
		}
		Identity struct{ Participants []json.RawMessage }
		Auth     struct{ Accounts []json.RawMessage }
	}
	require.NoError(t, json.Unmarshal(genesis.AppState, &state))
	has := map[string]string{}
	for _, b := range state.Bank.Balances {
		has[b.Address] = b.Coins.String()
	}
	require.Equal(t, map[string]string{
		person(1): "10000000seat,6ucad", person(2): "6ucad", person(3): "7ucad", person(5): "8ucad", person(6): "9ucad",
	}, has)
	require.Equal(t, "10000000seat,36ucad", state.Bank.Supply.String())
	require.Len(t, state.Auth.Accounts, 5)
	require.Contains(t, string(state.Identity.Participants[0]), "ROLE_REGISTRAR", "a second office of one address")

	_, err = at(t, home, "genesis", "validate")
	require.ErrorContains(t, err, "is refused: 1 errors")
	before, err := os.ReadFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	_, err = at(t, home, "genesis", "add-participants", write(t, "bad.csv", "address,roles", person(8)+",agent", person(9)+",emperor"))
	require.ErrorContains(t, err, `line 3: column roles: unknown value "emperor"`)
	require.ErrorContains(t, err, "genesis file left as it was")
	after, err := os.ReadFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	require.Equal(t, before, after, "all lines or none")
}

func TestReadRows(t *testing.T) {
	columns := []string{"address", "weight"}
	refuse := func(r row) error {
		if r.get("weight") == "bad" {
			return errors.New("is bad")
		}
		return nil
	}
	for name, tc := range map[string]struct {
		text string
		rows int
		want string
	}{
		"plain":            {"address,weight\na,1\nb,2\n", 2, ""},
		"any order, blank": {"\ufeffWeight , address\n# nobody\n 1 , a\n\n2,b", 2, ""},
		"empty":            {"", 0, "the file is empty; its first line names the columns: address,weight"},
		"header only":      {"address\n", 0, "the file has a header only"},
		"no address":       {"weight\n1\n", 0, `line 1: column "address" is missing; the first line names the columns: address,weight`},
		"unknown column":   {"address,age\na,1\n", 0, `line 1: no column "age"; choose of address,weight`},
		"column twice":     {"address,address\na,1\n", 0, `line 1: column "address" comes twice`},
		"bad lines":        {"address,weight\na,bad\nb,1\nc\nd,bad\n", 3, "line 2: is bad\nline 4: 1 fields; the header has 2\nline 5: is bad"},
		"quoted lines":     {"address,weight\n\"a\nb\",1\nc,bad\n", 2, "line 4: is bad"},
		"broken quote":     {"address,weight\na,1\nb,\"2\nc,3\n", 1, "record on line 3; parse error on line 4, column 5: extraneous or missing \" in quoted-field"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readRows(strings.NewReader(tc.text), columns, refuse)
			require.Equal(t, tc.rows, rows)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tc.want)
		})
	}
	_, err := readRows(strings.NewReader("address,weight\n"+strings.Repeat("a,bad\n", 100)), columns, refuse)
	require.Len(t, strings.Split(err.Error(), "\n"), maxLineErrors+1)
}

// drafted is a file of a chain with nobody in it, and what reads it.
func drafted(t *testing.T) (*app.App, *genesisFile) {
	t.Helper()
	chain := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()))
	t.Cleanup(func() { require.NoError(t, chain.Close()) })
	state, err := app.DefaultGenesis(chain.Basics(), chain.Codec(), sovereigntypes.DefaultCurrency())
	require.NoError(t, err)
	return chain, &genesisFile{cdc: chain.Codec(), state: state}
}

func TestParticipantsAreRefusedByLine(t *testing.T) {
	_, f := drafted(t)
	require.NoError(t, editPart(f, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) error {
		gs.Participants = append(gs.Participants, admittedAt(identitytypes.Participant{
			Address: person(1), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
		}, f.start))
		return nil
	}))
	for want, line := range map[string]string{
		"line 2: \"me\" is no address of this chain":                             "me,agent,,,,",
		"line 2: column roles: unknown value \"\"":                               person(2) + ",,,,,",
		"line 2: column kind: unknown value \"robot\"":                           person(2) + ",agent,robot,,,",
		"line 2: 5seat: this chain's money is uagi":                              person(2) + ",agent,,,,5seat",
		"line 2: " + person(1) + " is a participant of the genesis file already": person(1) + ",agent,,,,",
		"line 2: no organisation \"uni\" in the genesis file":                    person(2) + ",agent,,uni,,",
		"line 2: responsible " + person(3) + " is no human or organisation":      person(2) + ",agent,ai_agent,," + person(3) + ",",
		"line 3: " + person(2) + " is in line 2 already":                         person(2) + ",agent,,,,\n" + person(2) + ",agent,,,,",
		identitytypes.ErrResponsible.Error():                                     person(2) + ",agent,ai_agent,,,",
	} {
		list := newParticipantList(f)
		_, err := readRows(strings.NewReader("address,roles,kind,organisation,responsible,coins\n"+line+"\n"), participantColumns, list.add)
		if err == nil {
			err = list.write()
		}
		require.ErrorContains(t, err, want)
	}
}

// A genesis cannot carry what no message could set. One valid file, each time with one value changed.
func TestValidateGenesisRefuses(t *testing.T) {
	chain, f := drafted(t)
	ctx := client.Context{}.WithCodec(chain.Codec()).WithTxConfig(chain.TxConfig())
	check := func(t *testing.T, path, value string) *genesisReport {
		genesis := genutiltypes.NewAppGenesisWithVersion("test-1", nil)
		genesis.Consensus.Params = app.ConsensusParams()
		var err error
		genesis.AppState, err = json.Marshal(f.state)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "genesis.json")
		require.NoError(t, genesis.SaveAs(file))
		edited(t, file, path, value)
		report, err := validateGenesis(ctx, chain.Basics(), file, true)
		require.NoError(t, err)
		return report
	}
	require.Empty(t, check(t, "chain_id", `"test-2"`).Errors)
	for module, want := range map[string]bool{"consensus": true, "jobs": false} { // an exported file has no part of x/consensus
		part := f.state[module]
		delete(f.state, module)
		report := check(t, "chain_id", `"test-2"`)
		require.Equal(t, want, len(report.Errors) == 0, report.Errors)
		if !want {
			require.Contains(t, report.Errors[0], "app_state."+module+": missing")
		}
		if part != nil {
			f.state[module] = part
		}
	}
	for path, tc := range map[string]struct {
		value string
		want  []string
	}{
		"app_state.staking.params.bond_denom":                 {`"uagi"`, []string{"app_state.staking.params: bond_denom is \"uagi\"", operatorstypes.ErrStakingParams.Error()}},
		"app_state.staking.params.unbonding_time":             {`"600s"`, []string{"unbonding_time is 10m0s; at least 1h0m0s"}},
		"app_state.slashing.params.signed_blocks_window":      {`"10"`, []string{"app_state.slashing.params: signed_blocks_window is 10; at least 100", operatorstypes.ErrSlashingParams.Error()}},
		"app_state.slashing.params.min_signed_per_window":     {`"1.000000000000000000"`, []string{"app_state.slashing.params", "at most 0.95"}},
		"app_state.gov.params.voting_period":                  {`"5s"`, []string{"app_state.gov.params", "voting_period must be at least 1m0s", operatorstypes.ErrGovParams.Error()}},
		"app_state.gov.params.min_deposit":                    {`[{"denom":"uagi","amount":"2000000"}]`, []string{"app_state.gov.params: min_deposit is \"2000000uagi\""}},
		"app_state.gov.params.burn_vote_veto":                 {`true`, []string{"burn_vote_veto"}},
		"app_state.auth.params.tx_sig_limit":                  {`"1"`, []string{"app_state.auth.params: tx_sig_limit is 1; choose 7 to 100", operatorstypes.ErrAuthParams.Error()}},
		"app_state.distribution.params.community_tax":         {`"0.020000000000000000"`, []string{"app_state.distribution.params: community_tax is 0.02", operatorstypes.ErrDistributionParams.Error()}},
		"app_state.thermostat.params.max_supply":              {`"-1"`, []string{"app_state.thermostat"}},
		"app_state.mint":                                      {`{}`, []string{"app_state.mint: this chain has no module mint; remove this part"}},
		"app_state.jobs":                                      {`null`, []string{"app_state.jobs"}},
		"app_state.slashing.params.slash_fraction_downtime":   {`null`, []string{"app_state.slashing: ", "decimal string cannot be empty"}},
		"consensus.params.block.max_gas":                      {`"-1"`, []string{"consensus.params: block max_gas is -1; choose 20000000 to", operatorstypes.ErrConsensusParams.Error()}},
		"consensus.params.block.max_bytes":                    {`"1000"`, []string{"consensus.params: block max_bytes: choose 1048576 to"}},
		"consensus.params.evidence.max_age_duration":          {`"3600000000000"`, []string{"is longer than evidence max_age_duration 1h0m0s"}},
		"consensus.params.authority":                          {`{"authority":"` + person(1) + `"}`, []string{"authority must stay empty"}},
		"consensus.params.abci.vote_extensions_enable_height": {`"5"`, []string{"vote extensions would halt the chain"}},
		"consensus.params.validator.pub_key_types":            {`[]`, []string{"pub_key_types"}},
	} {
		t.Run(path, func(t *testing.T) {
			report := check(t, path, tc.value)
			require.NotEmpty(t, report.Errors)
			for _, want := range tc.want {
				require.Contains(t, strings.Join(report.Errors, "\n"), want)
			}
		})
	}
}

// edited sets one value of a JSON file.
func edited(t *testing.T, file, path, value string) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var all any
	require.NoError(t, json.Unmarshal(content, &all))
	node, ok := all.(map[string]any)
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		require.True(t, ok, name)
		node, ok = node[name].(map[string]any)
	}
	require.True(t, ok, path)
	node[names[len(names)-1]] = json.RawMessage(value)
	content, err = json.Marshal(all)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))
}
