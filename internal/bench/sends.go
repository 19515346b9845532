package bench

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

// sends runs n plain bank sends from as many senders as there are transactions, or all employers and agents where those are
// fewer, each to somebody else.
func (c *chain) sends(b batch, n int) (*measured, error) {
	m := newMeasured()
	everybody := append(append([]*actor{}, c.people.employers...), c.people.agents...)
	list := make([]outgoing, n)
	for i := range list {
		from, to := turn(everybody, i, b.perTx), everybody[(i+len(everybody)/2+i/len(everybody)+1)%len(everybody)]
		list[i] = outgoing{from, &banktypes.MsgSend{
			FromAddress: from.text, ToAddress: to.text, Amount: sdk.NewCoins(sdk.NewInt64Coin(denom, 1)),
		}}
	}
	_, err := c.send(m, b, phaseSend, list)
	return m, err
}
