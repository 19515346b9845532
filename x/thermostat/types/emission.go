package types

import "cosmossdk.io/math"

// MayEmit tells whether the owner lets money be minted at all.
func (p Params) MayEmit() bool {
	return p.MaxEmissionPerEpoch.IsPositive() && p.MaxSupply.IsPositive()
}

// Emission returns what an output of the emission loop asks for, in base units rounded down, and how much of it may be minted
// on top of a supply. No output passes a cap, and without both caps nothing is minted.
func (p Params) Emission(output math.LegacyDec, supply math.Int) (asked, amount math.Int) {
	if !p.MayEmit() || !output.IsPositive() {
		return math.ZeroInt(), math.ZeroInt()
	}
	part := math.LegacyMinDec(output, decOf(MaxEmission))
	asked = part.MulInt(p.MaxEmissionPerEpoch).QuoInt64(MaxEmission).TruncateInt()
	room := math.MaxInt(p.MaxSupply.Sub(supply), math.ZeroInt())
	return asked, math.MinInt(asked, room)
}
