package typedevent_test

import (
	"errors"
	"math/rand"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/cosmos/gogoproto/types"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/internal/protofiles"
	"github.com/agijobs/agijobs/internal/typedevent"
	_ "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	_ "github.com/agijobs/agijobs/x/reputation/types"
	_ "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	_ "github.com/agijobs/agijobs/x/validation/types"
)

// messages returns the names of this chain's messages that match, in order.
func messages(t testing.TB, match func(protoreflect.MessageDescriptor) bool) []string {
	t.Helper()
	files, err := protofiles.Files()
	require.NoError(t, err)
	var names []string
	files.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if strings.HasPrefix(string(file.Package()), "agijobs.") {
			for i := range file.Messages().Len() {
				if message := file.Messages().Get(i); match(message) {
					names = append(names, string(message.FullName()))
				}
			}
		}
		return true
	})
	slices.Sort(names)
	return names
}

func isEvent(m protoreflect.MessageDescriptor) bool {
	return strings.HasPrefix(string(m.Name()), "Event")
}

func newMessage(t testing.TB, name string) proto.Message {
	t.Helper()
	goType := proto.MessageType(name)
	require.NotNil(t, goType, name)
	return reflect.New(goType.Elem()).Interface().(proto.Message)
}

// requireSame compares with the SDK and returns the error of both.
func requireSame(t testing.TB, msg proto.Message) error {
	t.Helper()
	want, wantErr := sdk.TypedEventToEvent(msg)
	got, err := typedevent.Encode(msg)
	require.Equal(t, wantErr, err)
	require.Equal(t, want, got)
	return err
}

// TestEveryEventHasAPlan names the events that would go the slow way. The list of events is compared with docs/events.md,
// which a test compares with the .proto files: none is left out here.
func TestEveryEventHasAPlan(t *testing.T) {
	page, err := os.ReadFile("../../docs/events.md")
	require.NoError(t, err)
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(agijobs\\.[\\w.]+\\.Event\\w+)` \\|").FindAllStringSubmatch(string(page), -1) {
		documented = append(documented, m[1])
	}
	slices.Sort(documented)

	names := messages(t, isEvent)

	require.Equal(t, documented, names)
	for _, name := range names {
		require.True(t, typedevent.Planned(newMessage(t, name)), name)
	}
}

// TestSameAsTheSDK fills all messages of this chain, the events and all others, with random and odd contents.
func TestSameAsTheSDK(t *testing.T) {
	r := rand.New(rand.NewSource(8))
	seen := map[bool]int{}
	compare := func(name string, rounds int) {
		require.NoError(t, requireSame(t, newMessage(t, name)), name)
		for range rounds {
			msg, data := newMessage(t, name), make([]byte, r.Intn(1500))
			r.Read(data)
			(&source{data}).fill(reflect.ValueOf(msg).Elem(), 6)
			seen[requireSame(t, msg) == nil]++
		}
	}
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	for _, name := range messages(t, isEvent) {
		compare(name, rounds)
	}
	events := seen[true] + seen[false]
	for _, name := range messages(t, func(m protoreflect.MessageDescriptor) bool { return !isEvent(m) }) {
		compare(name, rounds/10)
	}
	require.Greater(t, events, 1000)
	require.Positive(t, seen[true])
	require.Positive(t, seen[false], "times out of range were among the contents")
}

func FuzzSameAsTheSDK(f *testing.F) {
	names := messages(f, isEvent)
	for i := range names {
		f.Add(uint16(i), []byte(strings.Repeat("\x03\x01\xff<\x05", 1+i%20)))
	}
	f.Fuzz(func(t *testing.T, index uint16, data []byte) {
		msg := newMessage(t, names[int(index)%len(names)])
		(&source{data}).fill(reflect.ValueOf(msg).Elem(), 6)
		if err := requireSame(t, msg); err != nil {
			require.ErrorContains(t, err, "timestamp: ")
		}
	})
}

// TestEveryCharacter: the fast way of strings takes exactly those that need no escape.
func TestEveryCharacter(t *testing.T) {
	for c := range 256 {
		for _, text := range []string{string([]byte{byte(c)}), "a" + string([]byte{byte(c)}) + "b", string(rune(c)), string(rune(0x2000 + c))} {
			require.NoError(t, requireSame(t, &jobstypes.EventJobRerouted{Reason: text}))
		}
	}
}

func TestDecimalsAndIntegers(t *testing.T) {
	for exponent := range 76 {
		for _, factor := range []int64{1, -1, 9, -9, 1_234_567} {
			n := math.NewIntWithDecimal(factor, min(exponent, 70))
			require.NoError(t, requireSame(t, &operatorstypes.EventSeatsBurned{Amount: n}))
			low := math.LegacyNewDecFromBigIntWithPrec(n.BigInt(), math.LegacyPrecision)
			require.NoError(t, requireSame(t, &thermostattypes.EventAlarm{Low: low, High: low.Neg(), Value: math.LegacyZeroDec()}))
		}
	}
}

// TestNothingIsKept: an event stays as it is when later ones are written, and its message changes.
func TestNothingIsKept(t *testing.T) {
	msg := &jobstypes.EventJobRerouted{JobId: 7, Reason: "first"}
	event, err := typedevent.Encode(msg)
	require.NoError(t, err)

	msg.JobId, msg.Reason = 8, strings.Repeat("other", 100)
	_, err = typedevent.Encode(msg)
	require.NoError(t, err)

	want, err := sdk.TypedEventToEvent(&jobstypes.EventJobRerouted{JobId: 7, Reason: "first"})
	require.NoError(t, err)
	require.Equal(t, want, event)
	large := &jobstypes.EventJobRerouted{Reason: strings.Repeat("x", 1<<17)}
	require.NoError(t, requireSame(t, large))
	require.NoError(t, requireSame(t, msg))
}

// TestUnusualMessages go the SDK's way: fields of several kinds, maps, Any, messages that print themselves, nil.
func TestUnusualMessages(t *testing.T) {
	packed, err := codectypes.NewAnyWithValue(&banktypes.MsgSend{FromAddress: "a", Amount: sdk.NewCoins(sdk.NewInt64Coin("coin", 5))})
	require.NoError(t, err)
	past := time.Unix(-1, 5)
	for _, tc := range []struct {
		name    string
		msg     proto.Message
		planned bool
		fails   bool
	}{
		{"nil", nil, false, true},
		{"a nil event", (*jobstypes.EventJobRerouted)(nil), true, true},
		{"Any", &txtypes.TxBody{Messages: []*codectypes.Any{packed}}, false, false},
		{"an unknown Any", &identitytypes.ControllerKey{PublicKey: &codectypes.Any{TypeUrl: "/no.such"}}, false, true},
		{"one of several", &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: 1}}}, false, false},
		{"a map", &types.Struct{Fields: map[string]*types.Value{"b": {Kind: &types.Value_BoolValue{BoolValue: true}}, "a": {Kind: &types.Value_NullValue{}}}}, false, false},
		{"a message within itself", &types.Value{Kind: &types.Value_ListValue{ListValue: &types.ListValue{}}}, false, true},
		{"a time by itself", &types.Timestamp{Seconds: 5}, false, true},
		{"an account", &authtypes.BaseAccount{Address: "a", PubKey: packed}, false, false},
		{"a proposal", &govv1.Proposal{Id: 1, SubmitTime: &past, Metadata: "<"}, false, false},
		{"coins", &banktypes.MsgSend{FromAddress: "a", Amount: sdk.NewCoins(sdk.NewInt64Coin("coin", 5))}, true, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			failed := requireSame(t, tc.msg)

			require.Equal(t, tc.fails, failed != nil, "%v", failed)
			if tc.msg != nil {
				require.Equal(t, tc.planned, typedevent.Planned(tc.msg))
			}
		})
	}
}

func TestEmit(t *testing.T) {
	tooLate := time.Unix(1<<40, 0)
	valid, second := &jobstypes.EventJobRerouted{JobId: 7, Agent: "agi1", Reason: "x"}, &jobstypes.EventJobRerouted{JobId: 8}
	broken := &identitytypes.EventEnrolled{ExpiresAt: &tooLate}
	want, ctx := sdk.NewEventManager(), sdk.Context{}.WithEventManager(sdk.NewEventManager())
	require.NoError(t, want.EmitTypedEvent(valid))
	require.NoError(t, want.EmitTypedEvents(valid, second))
	failure := want.EmitTypedEvent(broken)
	require.Error(t, failure)

	require.NoError(t, typedevent.Emit(ctx, valid))
	require.NoError(t, typedevent.EmitAll(ctx, valid, second))
	require.Equal(t, failure, typedevent.Emit(ctx, broken))
	require.Equal(t, failure, typedevent.EmitAll(ctx, valid, broken))

	require.Equal(t, want.Events(), ctx.EventManager().Events())
}

// TestFromManyGoroutines: Block-STM executes transactions in parallel.
func TestFromManyGoroutines(t *testing.T) {
	names := messages(t, isEvent)
	results := make(chan error)
	for range 8 {
		go func() {
			for round := range 3 {
				for i, name := range names {
					msg := reflect.New(proto.MessageType(name).Elem()).Interface().(proto.Message)
					(&source{[]byte(strings.Repeat(name, 1+round+i%5))}).fill(reflect.ValueOf(msg).Elem(), 6)
					want, wantErr := sdk.TypedEventToEvent(msg)
					got, err := typedevent.Encode(msg)
					if !reflect.DeepEqual(want, got) || !reflect.DeepEqual(wantErr, err) {
						results <- errors.New(name)
						return
					}
				}
			}
			results <- nil
		}()
	}
	for range 8 {
		require.NoError(t, <-results)
	}
}
