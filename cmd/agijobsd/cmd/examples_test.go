package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/client/v2/autocli/flag"

	"github.com/cosmos/cosmos-sdk/client/flags"
	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/protofiles"
	"github.com/agijobs/agijobs/x/certificates"
	"github.com/agijobs/agijobs/x/identity"
	"github.com/agijobs/agijobs/x/jobs"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/operators"
	"github.com/agijobs/agijobs/x/reputation"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	"github.com/agijobs/agijobs/x/sovereign"
	"github.com/agijobs/agijobs/x/thermostat"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	"github.com/agijobs/agijobs/x/validation"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Every example of a generated transaction command makes a transaction, whatever it takes from files and from queries.
func TestExamplesMakeTransactions(t *testing.T) {
	t.Chdir(t.TempDir())
	shell := exampleShell(t)
	params := map[string]string{
		"validation": asQueried(t, "validation", "Params", &validationtypes.QueryParamsResponse{Params: validationtypes.DefaultParams()}, "params"),
		"jobs":       asQueried(t, "jobs", "Params", &jobstypes.QueryParamsResponse{Params: jobstypes.DefaultParams()}, "params"),
	}
	root, home := exampleRoot(t)
	var out bytes.Buffer
	count := 0
	for module, options := range map[string]*autocliv1.ModuleOptions{
		"certificates": certificates.AppModule{}.AutoCLIOptions(), "identity": identity.AppModule{}.AutoCLIOptions(),
		"jobs": jobs.AppModule{}.AutoCLIOptions(), "operators": operators.AppModule{}.AutoCLIOptions(),
		"reputation": reputation.AppModule{}.AutoCLIOptions(), "sovereign": sovereign.AppModule{}.AutoCLIOptions(),
		"thermostat": thermostat.AppModule{}.AutoCLIOptions(), "validation": validation.AppModule{}.AutoCLIOptions(),
	} {
		require.NoError(t, os.WriteFile("params.json", []byte(params[module]), 0o600))
		for _, o := range options.Tx.RpcCommandOptions {
			if o.Skip {
				continue
			}
			for _, args := range exampleArgs(t, shell, o.Example) {
				count++
				t.Run(module+"/"+o.RpcMethod, func(t *testing.T) {
					require.Equal(t, []string{"tx", module, strings.Fields(o.Use)[0]}, args[:3])
					out.Reset()
					root.SetOut(&out)
					root.SetErr(&out)
					root.SetArgs(append(args, "--from", exampleAddress(), "--offline", "--generate-only",
						"--account-number", "1", "--sequence", "1", "--home", home, "--keyring-backend", "test"))
					require.NoError(t, root.ExecuteContext(svrcmd.CreateExecuteContext(context.Background())), "%q", args)
					require.Contains(t, out.String(), "agijobs."+module+".v1.Msg"+o.RpcMethod)
				})
			}
		}
	}
	require.Greater(t, count, 50)
}

func exampleAddress() string { return sdk.AccAddress("example_____________").String() }

// exampleRoot returns one tree for all examples, which takes a second to build: each is of another command.
func exampleRoot(t *testing.T) (*cobra.Command, string) {
	t.Helper()
	root, err := NewRootCmd()
	require.NoError(t, err)
	home := t.TempDir()
	root.SetOut(new(bytes.Buffer))
	root.SetArgs([]string{"version"})
	require.NoError(t, svrcmd.Execute(root, "AGIJOBSD_TEST", home))
	return root, home
}

// exampleShell is what an example's shell knows: the files and answers that the examples take, and a binary that tells its arguments.
func exampleShell(t *testing.T) string {
	t.Helper()
	const hash = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="
	for name, text := range map[string]string{
		"thermostat.params": asQueried(t, "thermostat", "Params", &thermostattypes.QueryParamsResponse{Params: thermostattypes.DefaultParams()}, "params"),
		"thermostat.loop":   asQueried(t, "thermostat", "Loop", &thermostattypes.QueryLoopResponse{Loop: thermostattypes.DefaultLoops()[1]}, "loop"),
		"reputation.params": asQueried(t, "reputation", "Params", &reputationtypes.QueryParamsResponse{Params: reputationtypes.DefaultParams()}, "params"),
		"category.json":     asQueried(t, "jobs", "Category", &jobstypes.QueryCategoryResponse{Category: jobstypes.DefaultGenesis().Categories[0]}, "category"),
		"leaf.json":         `{"salt":"` + hash + `"}`,
		"proof.json":        `{"total":2,"siblings":["` + hash + `"]}`,
		"evidence.json":     `{"uri":"https://data.example/why.md","sha256":"` + hash + `"}`,
		"token.txt":         "a.b.c",
	} {
		require.NoError(t, os.WriteFile(filepath.Clean(name), []byte(text), 0o600))
	}
	return `agijobsd() {
	case "$1 $4 $5" in
	"keys -a ") echo ` + exampleAddress() + ` ;;
	"keys -p ") echo '{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"A+wqTbX8MPDhaM41ZjoxY4wLFGMPYhKNsE5aX0oJQvm0"}' ;;
	query*) cat "$2.$3" ;;
	tx*) printf '%s\0' "$@"; printf '\0' ;;
	*) echo "unknown: $*" >&2; exit 1 ;;
	esac
}
jq() { if [ "$1" = -n ]; then echo '{"kid":"k1","issuer":"https://eid.example.gov","jwk":"{}","active":true}'; else cat; fi; }
sha256sum() { echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef "$1"; }
set -e
`
}

// exampleArgs lets a shell read an example and returns the arguments of its transactions.
func exampleArgs(t *testing.T, shell, example string) [][]string {
	t.Helper()
	example = strings.ReplaceAll(example, "<base64 of 32 bytes>", "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=")
	cmd := exec.Command("sh", "-c", shell+example) // #nosec G204 -- our own examples
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	require.NoError(t, err, "%s: %s", example, &problems)
	var all [][]string
	for _, line := range strings.Split(strings.TrimSuffix(string(out), "\x00\x00"), "\x00\x00") {
		all = append(all, strings.Split(line, "\x00"))
	}
	return all
}

// asQueried is a field of an answer as the generated query command prints it.
func asQueried(t *testing.T, module, method string, answer gogoproto.Message, field string) string {
	t.Helper()
	files, err := protofiles.Files()
	require.NoError(t, err)
	service, err := files.FindDescriptorByName(protoreflect.FullName("agijobs." + module + ".v1.Query"))
	require.NoError(t, err)
	builder := &autocli.Builder{
		Builder: flag.Builder{TypeResolver: protoregistry.GlobalTypes, FileResolver: files},
		GetClientConn: func(*cobra.Command) (grpc.ClientConnInterface, error) {
			return answering{t: t, answer: answer}, nil
		},
		AddQueryConnFlags: flags.AddQueryFlagsToCmd,
	}
	cmd, err := builder.BuildQueryMethodCommand(context.Background(),
		service.(protoreflect.ServiceDescriptor).Methods().ByName(protoreflect.Name(method)), &autocliv1.RpcCommandOptions{})
	require.NoError(t, err)
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"-o", "json"})
	require.NoError(t, cmd.ExecuteContext(context.Background()))
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(out.Bytes(), &fields), out.String())
	require.NotEmpty(t, fields[field])
	return string(fields[field])
}

// answering is a node with one answer.
type answering struct {
	grpc.ClientConnInterface
	t      *testing.T
	answer gogoproto.Message
}

func (a answering) Invoke(_ context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	bz, err := gogoproto.Marshal(a.answer)
	require.NoError(a.t, err)
	return proto.Unmarshal(bz, reply.(proto.Message))
}
