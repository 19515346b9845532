package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/client/v2/autocli/flag"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/protofiles"
)

// addGenerated adds the generated commands. They take a name of the chain wherever they take an address, and a message as queries print it.
func addGenerated(root *cobra.Command, opts autocli.AppOptions) error {
	files, err := protofiles.Files()
	if err != nil {
		return err
	}
	builder := &autocli.Builder{
		Builder: flag.Builder{
			TypeResolver:          protoregistry.GlobalTypes,
			FileResolver:          files,
			AddressCodec:          opts.AddressCodec,
			ValidatorAddressCodec: opts.ValidatorAddressCodec,
			ConsensusAddressCodec: opts.ConsensusAddressCodec,
		},
		GetClientConn: func(cmd *cobra.Command) (grpc.ClientConnInterface, error) {
			return client.GetClientQueryContext(cmd)
		},
		AddQueryConnFlags: func(cmd *cobra.Command) {
			flags.AddQueryFlagsToCmd(cmd)
			flags.AddKeyringFlags(cmd.Flags())
		},
		AddTxConnFlags: flags.AddTxFlagsToCmd,
	}
	builder.DefineScalarFlagType(flag.AddressStringScalarType, cliutil.AddressType{})
	files.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if strings.HasPrefix(file.Path(), "agijobs/") {
			for i := range file.Messages().Len() {
				message := file.Messages().Get(i)
				builder.DefineMessageFlagType(message.FullName(), cliutil.MessageType{Descriptor: message})
			}
		}
		return true
	})
	return opts.EnhanceRootCommandWithBuilder(root, builder)
}

// addressArgs are the arguments of the SDK's hand-made commands that are addresses of others: from the first to before the last.
var addressArgs = []struct {
	path []string
	at   func(n int) (from, to int)
}{
	{[]string{"bank", "send"}, second},
	{[]string{"bank", "multi-send"}, func(n int) (from, to int) { return 1, n - 1 }},
	{[]string{"feegrant", "grant"}, second},
	{[]string{"authz", "grant"}, first},
	{[]string{"authz", "revoke"}, first},
	{[]string{"distribution", "set-withdraw-addr"}, first},
}

func first(int) (from, to int)  { return 0, 1 }
func second(int) (from, to int) { return 1, 2 }

// nameArguments lets the SDK's hand-made commands take names as the generated ones do.
func nameArguments(tx *cobra.Command) error {
	for _, command := range addressArgs {
		cmd, rest, err := tx.Find(command.path)
		if err != nil || len(rest) > 0 || cmd.RunE == nil {
			return fmt.Errorf("the SDK has no command tx %v any more", command.path)
		}
		cliutil.NamesInArgs(cmd, command.at)
	}
	return nil
}
