package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

func tokenVerifyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify [token]",
		Short: "Show a token and say whether the chain would take it",
		Long: `Shows the claims of a token ("-": standard input) and every check that the chain makes, with the chain's own key, time, parameters and memory. With
--key nothing is asked of a node: form and signature are checked with a public JWK, times with this machine's clock.

Exit code 0: all checks passed. 1: the chain would refuse the token, or could not be asked.`,
		Example: `agijobsd identity token verify - < token.txt
agijobsd identity token verify eyJhbGci… --key key.pub.jwk --chain-id agi-1 -o json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runVerify,
	}
	flags.AddQueryFlagsToCmd(cmd)
	cmd.Flags().String(flagKey, "", "file with a public JWK: verify without a node")
	cmd.Flags().String(flags.FlagChainID, "", "chain that the token must be for")
	return cmd
}

func runVerify(cmd *cobra.Command, args []string) error {
	v := newValues(cmd)
	text, err := readToken(cmd, args[0])
	if err != nil {
		return err
	}
	token, err := types.ParseToken(text)
	checks := []types.TokenCheck{{Name: "form and claims", Err: err}}
	if err == nil {
		more, err := moreChecks(cmd, v, token)
		if err != nil {
			return err
		}
		checks = append(checks, more...)
	}
	if v.err != nil {
		return v.err
	}
	if err := printChecks(cmd, token, checks, v.text(flags.FlagOutput) == flags.OutputFormatJSON); err != nil {
		return err
	}
	for _, check := range checks {
		if check.Err != nil {
			return errorsmod.Wrap(check.Err, "the chain would refuse this token")
		}
	}
	return nil
}

func moreChecks(cmd *cobra.Command, v *values, token types.Token) ([]types.TokenCheck, error) {
	if path := v.text(flagKey); path != "" {
		return checksWithKey(path, v.chainID(), token)
	}
	clientCtx, err := client.GetClientQueryContext(cmd)
	if err != nil {
		return nil, err
	}
	return checksOfChain(cmd.Context(), clientCtx, token)
}

// checksWithKey asks what a public key and a clock decide. What the key may grant only the chain knows.
func checksWithKey(path, chainID string, token types.Token) ([]types.TokenCheck, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	public, err := types.ParseJWK(string(raw))
	if err != nil {
		return nil, err
	}
	key := types.IssuerKey{Kid: token.Kid, Issuer: token.Claims.Issuer, Jwk: public.Canonical, Active: true}
	m := types.Moment{Now: time.Now().UTC(), ChainID: chainID, MaxLifetime: types.DefaultTokenLifetime}
	if chainID == "" {
		m.ChainID = token.Claims.Audience
	}
	var checks []types.TokenCheck
	for _, check := range token.Checks(key, m) {
		switch check.Name {
		case types.CheckActive, types.CheckIssuer, types.CheckRights:
			continue
		}
		checks = append(checks, check)
	}
	return checks, nil
}

// checksOfChain asks everything, as the chain would in its next block.
func checksOfChain(ctx context.Context, clientCtx client.Context, token types.Token) ([]types.TokenCheck, error) {
	node, err := clientCtx.GetNode()
	if err != nil {
		return nil, err
	}
	status, err := node.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask the node for its chain and time (--key verifies without one): %w", err)
	}
	chain := types.NewQueryClient(clientCtx)
	params, err := chain.Params(ctx, &types.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	answer, err := chain.IssuerKey(ctx, &types.QueryIssuerKeyRequest{Kid: token.Kid})
	if err != nil {
		return []types.TokenCheck{{Name: "key known", Err: err}}, nil
	}
	m := types.Moment{Now: status.SyncInfo.LatestBlockTime.UTC(), ChainID: status.NodeInfo.Network, MaxLifetime: params.Params.TokenMaxLifetime}
	checks := append([]types.TokenCheck{{Name: "key known"}}, token.Checks(answer.Key, m)...)
	more, err := checksOfMemory(ctx, chain, token)
	return append(checks, more...), err
}

// checksOfMemory asks what the chain remembers: the token itself, and how many the key has had today.
func checksOfMemory(ctx context.Context, chain types.QueryClient, token types.Token) ([]types.TokenCheck, error) {
	used, err := chain.TokenUsed(ctx, &types.QueryTokenUsedRequest{Issuer: token.Claims.Issuer, Jti: token.Claims.ID})
	if err != nil {
		return nil, err
	}
	usage, err := chain.SourceUsage(ctx, &types.QuerySourceUsageRequest{Source: types.KeySource(token.Kid)})
	if err != nil {
		return nil, err
	}
	unused := types.TokenCheck{Name: "not used"}
	if used.Used {
		unused.Err = types.ErrTokenUsed
	}
	_, err = usage.Usage.Admit(usage.Limit)
	return []types.TokenCheck{unused, {Name: "daily limit", Err: err}}, nil
}

func printChecks(cmd *cobra.Command, token types.Token, checks []types.TokenCheck, asJSON bool) error {
	type row struct {
		Check  string `json:"check"`
		OK     bool   `json:"ok"`
		Reason string `json:"reason,omitempty"`
	}
	claims := json.RawMessage("null")
	rows := make([]row, 0, len(checks))
	var failed []error
	for _, check := range checks {
		r := row{Check: check.Name, OK: check.Err == nil}
		if check.Err != nil {
			r.Reason = check.Err.Error()
			failed = append(failed, check.Err)
		}
		rows = append(rows, r)
	}
	if token.Kid != "" && checks[0].Err == nil {
		var err error
		if claims, err = tokens.Payload(token.Claims); err != nil {
			return err
		}
	}
	if asJSON {
		return printJSON(cmd.OutOrStdout(), struct {
			Accepted bool            `json:"accepted"`
			Alg      string          `json:"alg"`
			Kid      string          `json:"kid"`
			Claims   json.RawMessage `json:"claims"`
			Checks   []row           `json:"checks"`
		}{errors.Join(failed...) == nil, token.Algorithm, token.Kid, claims, rows})
	}
	fmt.Fprintf(cmd.OutOrStdout(), "alg     %s\nkid     %s\nclaims  %s\n\n", token.Algorithm, token.Kid, claims)
	for _, r := range rows {
		mark := "ok"
		if !r.OK {
			mark = "NO"
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%-3s %-18s %s\n", mark, r.Check, r.Reason)
	}
	return nil
}
