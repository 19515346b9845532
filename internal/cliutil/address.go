package cliutil

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/x/identity/types"
)

// nameFinder asks the chain for a name.
type nameFinder func(ctx context.Context, name string) (*types.QueryNameResponse, error)

type nameFinderKey struct{}

// UseNames lets a command's addresses be names of the chain as well. Call it once the command's client context is set.
func UseNames(cmd *cobra.Command) error {
	cmd.SetContext(context.WithValue(cmd.Context(), addressesKey{}, &addresses{cmd: cmd}))
	// These two are read by the SDK, which knows addresses only.
	for _, name := range []string{flags.FlagFeeGranter, flags.FlagFeePayer} {
		f := cmd.Flags().Lookup(name)
		if f == nil || !f.Changed {
			continue
		}
		addr, err := Address(cmd, f.Value.String())
		if err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
		if err := f.Value.Set(addr.String()); err != nil {
			return err
		}
	}
	return nil
}

// Address returns the account that text on a command line means: an address, the name of a key in the keyring, or a live name of the chain, which
// the node is asked for. Standard error tells what a name of the chain stands for.
func Address(cmd *cobra.Command, text string) (sdk.AccAddress, error) {
	return (&addresses{cmd: cmd}).find(text)
}

// NamesInArgs lets arguments of a command that somebody else made be what Address takes. at chooses which ones they are.
func NamesInArgs(cmd *cobra.Command, at func(n int) (from, to int)) {
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		from, to := at(len(args))
		for i := from; i < to; i++ {
			addr, err := Address(cmd, args[i])
			if err != nil {
				return err
			}
			args[i] = addr.String()
		}
		return run(cmd, args)
	}
}

type addressesKey struct{}

// addresses finds accounts for one command.
type addresses struct{ cmd *cobra.Command }

func (a *addresses) find(text string) (sdk.AccAddress, error) {
	if text == "" {
		return nil, errors.New("an address is missing")
	}
	addr, bad := sdk.AccAddressFromBech32(text)
	if bad == nil {
		return addr, nil
	}
	addr, err := a.key(text)
	if err != nil || addr != nil {
		return addr, err
	}
	if !strings.Contains(text, ".") {
		return nil, fmt.Errorf("%q is no address (%w), no key of the keyring, and no name of the chain, which would have a dot", text, bad)
	}
	if err := types.ValidateName(text); err != nil {
		return nil, err
	}
	return a.name(text)
}

// key returns the address of a key of the keyring, or nil. A keyring that cannot be read is an error: the name could mean one of its keys.
func (a *addresses) key(text string) (sdk.AccAddress, error) {
	kr := client.GetClientContextFromCmd(a.cmd).Keyring
	if kr == nil {
		return nil, nil
	}
	record, err := kr.Key(text)
	if errors.Is(err, sdkerrors.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for key %q: %w", text, err)
	}
	return record.GetAddress()
}

// name asks the chain what a name stands for.
func (a *addresses) name(name string) (sdk.AccAddress, error) {
	if f := a.cmd.Flags().Lookup(flags.FlagOffline); f != nil && f.Value.String() == "true" {
		return nil, fmt.Errorf("%s is a name of the chain, and --%s asks no node what it stands for: write the address", name, flags.FlagOffline)
	}
	answer, err := a.finder()(a.cmd.Context(), name)
	if status.Code(err) == codes.NotFound {
		return nil, fmt.Errorf("no name %s on this chain, and no key of the keyring is called so", name)
	}
	if err != nil {
		return nil, fmt.Errorf("ask the node (--%s) what address %s is, or write the address: %w", flags.FlagNode, name, err)
	}
	if !answer.Live {
		return nil, fmt.Errorf("name %s is not live: %s", name, answer.Reason)
	}
	addr, err := sdk.AccAddressFromBech32(answer.Name.Controller)
	if err != nil {
		return nil, fmt.Errorf("the node says that %s is %q: %w", name, answer.Name.Controller, err)
	}
	until := "without an end"
	if answer.Name.ExpiresAt != nil {
		until = "until " + answer.Name.ExpiresAt.UTC().Format(time.RFC3339)
	}
	a.cmd.PrintErrf("%s is %s (owner %s, %s)\n", name, addr, answer.Name.Owner, until)
	return addr, nil
}

// finder asks the node of --node or --grpc-addr; tests put their own into the command's context.
func (a *addresses) finder() nameFinder {
	if find, ok := a.cmd.Context().Value(nameFinderKey{}).(nameFinder); ok {
		return find
	}
	return func(ctx context.Context, name string) (*types.QueryNameResponse, error) {
		clientCtx, err := client.GetClientQueryContext(a.cmd)
		if err != nil {
			return nil, err
		}
		return types.NewQueryClient(clientCtx).Name(ctx, &types.QueryNameRequest{Name: name})
	}
}
