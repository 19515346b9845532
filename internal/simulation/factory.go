package simulation

import (
	"context"
	"slices"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// registry collects the factories of one nation.
type registry struct {
	simsx.UnorderedRegistry
	nation *Nation
}

// add registers a factory. It looks at the state of the last block and returns a message that will succeed, or nil where there is
// nothing to do. A message of the authority has no signer among the people: it goes to the council.
func add[M any, P interface {
	*M
	sdk.Msg
}](reg *registry, weight uint32, build func(n *Nation) P) {
	reg.Add(weight, simsx.SimMsgFactoryFn[P](
		func(_ context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, P) {
			if !reg.nation.allows(sdk.MsgTypeURL(P(new(M)))) {
				reporter.Skip("the brake holds it")
				return nil, nil
			}
			msg := build(reg.nation)
			if msg == nil {
				reporter.Skip("nothing to do")
				return nil, nil
			}
			return reg.nation.signers(data, reporter, msg), msg
		}))
}

// allows tells whether the brake lets a message pass. Of those that it holds some are sent nevertheless.
func (n *Nation) allows(url string) bool {
	allowed, err := n.App.Sovereign.IsAllowed(n.view.ctx, url)
	return err == nil && allowed || n.chance(5)
}

// signers returns the accounts that a message needs, without the authority.
func (n *Nation) signers(data *simsx.ChainDataSource, reporter simsx.SimulationReporter, msg sdk.Msg) (list []simsx.SimAccount) {
	addresses, _, err := n.App.Codec().GetMsgV1Signers(msg)
	if err != nil {
		n.T.Fatalf("signers of %T: %s", msg, err)
	}
	for _, addr := range addresses {
		if !slices.Equal(addr, n.authority) {
			list = append(list, data.GetAccountbyAccAddr(reporter, addr))
		}
	}
	return list
}

// Factories lists one factory for each message type that can be simulated.
func Factories(n *Nation) []simsx.WeightedFactory {
	reg := &registry{nation: n}
	for _, register := range []func(*registry){
		jobFactories, marketFactories, programFactories, ladderFactories, jobOwnerFactories,
		voteFactories, stakeFactories, canaryFactories,
		registryFactories, enrolmentFactories, nameFactories, credentialFactories, identityOwnerFactories,
		certificateFactories, sovereignFactories, operatorFactories, thermostatFactories, reputationFactories,
		accountFactories, govFactories, stakingFactories, sdkOwnerFactories,
	} {
		register(reg)
	}
	return reg.Elements()
}

// Without names the routable messages that no factory makes, and why.
var Without = map[string]string{
	"/cosmos.evidence.v1beta1.MsgSubmitEvidence": "no kind of evidence is routed by message; CometBFT brings its own",
	"/cosmos.slashing.v1beta1.MsgUnjail":         "the simulation's blocks are signed by the first operator alone, so that no operator is jailed for absence",
}

// pick returns a random element for which ok holds.
func pick[T any](n *Nation, list []T, ok func(T) bool) (T, bool) {
	var fit []T
	for _, e := range list {
		if ok(e) {
			fit = append(fit, e)
		}
	}
	if len(fit) == 0 {
		var none T
		return none, false
	}
	return fit[n.r.Intn(len(fit))], true
}

// oneOf returns a random element of a list that is not empty.
func oneOf[T any](n *Nation, list ...T) T { return list[n.r.Intn(len(list))] }

// chance is true in percent of cases.
func (n *Nation) chance(percent int) bool { return n.r.Intn(100) < percent }

// between returns a number of low to high.
func (n *Nation) between(low, high int) int { return low + n.r.Intn(high-low+1) }
