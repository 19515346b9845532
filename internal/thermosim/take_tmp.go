package thermosim

import (
	sdkmath "cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

func takeTmp(r types.Reading, raw sdkmath.LegacyDec, p types.Params, epoch int64) types.Reading {
	if r.Epoch == 0 {
		r.Value = raw
	} else {
		r.Value = r.Value.Add(sdkmath.LegacyNewDecWithPrec(int64(p.SmoothingBps), 4).Mul(raw.Sub(r.Value)))
	}
	r.Raw, r.Epoch, r.Samples = raw, epoch, 1
	r.Confidence = sdkmath.LegacyOneDec()
	return r
}
