package cli

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagListRole         = "role"
	flagListOut          = "out"
	flagListURI          = "uri"
	flagListKind         = "kind"
	flagListOrganisation = "organisation"
	flagListTerm         = "term"
	flagListDaily        = "daily-admissions"

	// defaultTerm makes a list's people prove themselves once a year.
	defaultTerm = 365 * 24 * time.Hour
)

func allowlistCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "allowlist",
		Short: "Build allow lists and proofs; nothing here needs a node",
		RunE:  client.ValidateCmd,
	}
	cmd.AddCommand(allowlistBuildCmd(), allowlistProofCmd(), allowlistVerifyCmd())
	return cmd
}

func allowlistBuildCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "build [participants.csv]",
		Short: "Build the allow lists of a CSV file and print the proposals that put them in force",
		Long: `Reads a CSV file (UTF-8, commas) with the column "address" and, for several lists in one run, the column "role" (employer, agent,
validator). Other columns are not looked at; lines that begin with # are comments. Every line is checked: a bad address, another chain's prefix,
somebody listed twice. If there is any defect, all are told with their line numbers (the first 100) and nothing is written.

Writes for each role, into the folder --out:
  role.leaves   the leaves of the Merkle tree, 32 bytes each, in order of address: hashes, no addresses. Publish it under --uri
  role.json     chain id, role, number of leaves, root, checksums
The same set of addresses gives the same root, in whatever order the file has them.

Memory: ` + fmt.Sprint(allowlist.EntrySize) + ` bytes a line, 40 MB for a million; nothing else grows with the file, which is read twice. The runtime may take twice that
before it collects; the environment variable GOMEMLIMIT bounds it. At most 16 million lines.
Work of more than a second tells its progress on standard error.`,
		Example: `agijobsd identity allowlist build participants.csv --role agent --chain-id agijobs-1 --out list/
agijobsd identity allowlist build participants.csv --chain-id agijobs-1 --out list/ --uri https://registry.example/lists --organisation acme -o json`,
		Args: cobra.ExactArgs(1),
		RunE: runAllowlistBuild,
	}
	cmd.Flags().String(flagListRole, "", "role of the lines that name none: employer, agent or validator")
	cmd.Flags().String(flags.FlagChainID, "", "chain that the list is for: a leaf holds its id")
	cmd.Flags().String(flagListOut, "list", "folder to write into; no file is replaced")
	cmd.Flags().String(flagListURI, "", "proposal: where the list is published")
	cmd.Flags().String(flagListKind, "human", "proposal: kind of the listed, human or organisation")
	cmd.Flags().String(flagListOrganisation, "", "proposal: id of the organisation that the listed are admitted into")
	cmd.Flags().Duration(flagListTerm, defaultTerm, "proposal: how long the role lasts from the enrolment; 0s: no end")
	cmd.Flags().Uint32(flagListDaily, types.DefaultDailyAdmissions, "proposal: how many may enrol in one UTC day")
	addOutputFlag(cmd)
	return cmd
}

func runAllowlistBuild(cmd *cobra.Command, args []string) error {
	role, err := roleFlag(cmd.Flags())
	if err != nil {
		return err
	}
	setting, err := allowlistSetting(cmd.Flags())
	if err != nil {
		return err
	}
	chainID, err := chainIDFlag(cmd)
	if err != nil {
		return err
	}
	dir, err := cmd.Flags().GetString(flagListOut)
	if err != nil {
		return err
	}
	progress := allowlist.NewProgress(cmd.ErrOrStderr())
	participants, err := allowlist.ReadParticipants(args[0], role, progress)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	lists, err := participants.Write(dir, chainID, progress)
	if err != nil {
		return err
	}
	built, err := describe(lists, dir, setting)
	if err != nil {
		return err
	}
	return printBuilt(cmd, built)
}

func roleFlag(set *pflag.FlagSet) (types.Role, error) {
	text, err := set.GetString(flagListRole)
	if err != nil || text == "" {
		return 0, err
	}
	return allowlist.ParseRole(text)
}

// chainIDFlag returns --chain-id, else that of the client's configuration.
func chainIDFlag(cmd *cobra.Command) (string, error) {
	chainID, err := cmd.Flags().GetString(flags.FlagChainID)
	if err != nil {
		return "", err
	}
	if chainID == "" {
		chainID = client.GetClientContextFromCmd(cmd).ChainID
	}
	if chainID == "" {
		return "", fmt.Errorf("no chain id: give --%s", flags.FlagChainID)
	}
	return chainID, nil
}

// builtList is a list that has been built, its files and its proposal.
type builtList struct {
	allowlist.List
	Files   []string        `json:"files"`
	Setting json.RawMessage `json:"setting"`
	Command string          `json:"command"`
}

func describe(lists []allowlist.List, dir string, setting types.AllowlistRoot) ([]builtList, error) {
	var out []builtList
	for _, l := range lists {
		role, err := allowlist.ParseRole(l.Role)
		if err != nil {
			return nil, err
		}
		if setting.Root, err = allowlist.ParseRoot(l.Root); err != nil {
			return nil, err
		}
		setting.Role = role
		text, err := settingJSON(setting)
		if err != nil {
			return nil, err
		}
		base := allowlist.Base(dir, role)
		out = append(out, builtList{List: l, Files: []string{base + ".json", base + ".leaves"}, Setting: text, Command: proposalCommand(l, text)})
	}
	return out, nil
}

func printBuilt(cmd *cobra.Command, built []builtList) error {
	asJSON, err := wantsJSON(cmd)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if asJSON {
		return writeJSON(out, map[string]any{"lists": built})
	}
	for _, b := range built {
		if _, err := fmt.Fprintf(out, "%s: %d leaves, root %s\n  %s\n  %s\npropose it to the council:\n  %s\n",
			b.Role, b.Total, b.Root, b.Files[0], b.Files[1], b.Command); err != nil {
			return err
		}
	}
	return nil
}
