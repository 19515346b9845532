package typedevent_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	address  = "agi1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn3k6dlc"
	deadline = 1_800_000_000_123
)

// life are the kinds of events of one job's life, one of each.
var (
	hash   = []byte(strings.Repeat("\xa7\x01", 16))
	amount = math.NewInt(1_250_000_000)
	life   = []proto.Message{
		&jobstypes.EventJobPosted{JobId: 123_456, Employer: address, Category: "general", Status: 1, Payout: amount, Escrowed: amount, SpecUri: "ipfs://bafy/spec", SpecSha256: hash, DeadlineMs: deadline},
		&jobstypes.EventJobAssigned{JobId: 123_456, Agent: address, Bond: amount, DeadlineMs: deadline, Status: 2},
		&jobstypes.EventWorkSubmitted{JobId: 123_456, Agent: address, ResultUri: "ipfs://bafy/result", ResultSha256: hash, Status: 3},
		&validationtypes.EventRoundOpened{JobId: 123_456, Rung: 1, Pool: "general", Seats: 3, DrawHeight: 99},
		&validationtypes.EventCommitteeDrawn{
			JobId: 123_456, Rung: 1, Attempt: 1, Pool: "general", Seed: hash, TotalWeight: 1_000_000, Wanted: 3, Seats: []string{address, address, address},
			CommitClosesMs: deadline, Looks: make([]validationtypes.DrawLook, 5),
		},
		&validationtypes.EventVoteCommitted{JobId: 123_456, Rung: 1, Validator: address, Commitment: hash},
		&validationtypes.EventVoteRevealed{JobId: 123_456, Rung: 1, Validator: address, Vote: validationtypes.Vote{}},
		&validationtypes.EventRoundClosed{JobId: 123_456, Rung: 1, Result: 1, Seats: 3, Revealed: 3, Approvals: 3},
		&jobstypes.EventJobSettled{JobId: 123_456, Status: 6, Employer: address, Agent: address, MoneyIn: amount, Payments: payments(8)},
		&reputationtypes.EventScoreChanged{
			Address: address, Role: identitytypes.ROLE_AGENT, JobId: 123_456, OldValue: math.LegacyNewDecWithPrec(12_345, 2), NewValue: math.LegacyNewDecWithPrec(12_845, 2), Reason: "completed",
		},
	}
)

func payments(n int) []jobstypes.Payment {
	list := make([]jobstypes.Payment, n)
	for i := range list {
		list[i] = jobstypes.Payment{To: address, Amount: amount}
	}
	return list
}

func BenchmarkEncode(b *testing.B) {
	for _, way := range []struct {
		name   string
		encode func(proto.Message) (sdk.Event, error)
	}{{"sdk", sdk.TypedEventToEvent}, {"plan", typedevent.Encode}} {
		run := func(name string, events []proto.Message) {
			b.Run(way.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for _, event := range events {
						if _, err := way.encode(event); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
		run("life", life)
		for _, event := range life {
			run(reflect.TypeOf(event).Elem().Name(), []proto.Message{event})
		}
	}
}
