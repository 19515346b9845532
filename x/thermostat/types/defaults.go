package types

import "cosmossdk.io/math"

// DefaultLoops returns the loops of a new chain, sorted as a genesis has them. How their gains were found stands in docs/adr/0010-default-loops.md.
func DefaultLoops() []Loop {
	return []Loop{emissionLoop(), protocolFeeLoop(), rewardLoop(), seatLockLoop(), validationFeeLoop()}
}

// rewardLoop: where work waits, it pays more. Half a payout is the most that a chain gives away by itself.
func rewardLoop() Loop {
	return Loop{
		Id: "reward", Actuator: ACTUATOR_REWARD, Inputs: []LoopInput{
			input(SENSOR_KIND_TIME_TO_ASSIGNMENT, "1", "3600", "2"),
			input(SENSOR_KIND_BACKLOG_AGE, "1", "7200", "2"),
		},
		Kp: numeral("0.8"), Ki: numeral("0.015"), Kd: numeral("0"), DerivativeBps: 3_000,
		IntegralMin: numeral("0"), IntegralMax: numeral("1"),
		Neutral: 0, OutMin: 0, OutMax: 5_000, Slew: 250, Deadband: deadband(), Enabled: true, Revision: 1,
	}
}

// validationFeeLoop: where judges stay away or are late, judging pays more.
func validationFeeLoop() Loop {
	return Loop{
		Id: "validation-fee", Actuator: ACTUATOR_VALIDATION_FEE, Inputs: []LoopInput{
			input(SENSOR_KIND_VALIDATION_LAG, "1", "21600", "2"),
			input(SENSOR_KIND_ABSENCE_RATE, "1", "0.02", "0.5"),
		},
		Kp: numeral("0.4"), Ki: numeral("0.02"), Kd: numeral("0"), DerivativeBps: 3_000,
		IntegralMin: numeral("0"), IntegralMax: numeral("1"),
		Neutral: 10_000, OutMin: 10_000, OutMax: 25_000, Slew: 500, Deadband: deadband(), Enabled: true, Revision: 1,
	}
}

// seatLockLoop: where verdicts fall or seats stay empty, a seat puts more at stake.
func seatLockLoop() Loop {
	return Loop{
		Id: "seat-lock", Actuator: ACTUATOR_SEAT_LOCK, Inputs: []LoopInput{
			input(SENSOR_KIND_OVERTURN_RATE, "1", "0.02", "0.5"),
			input(SENSOR_KIND_ABSENCE_RATE, "0.5", "0.02", "0.5"),
		},
		Kp: numeral("0.4"), Ki: numeral("0"), Kd: numeral("0"), DerivativeBps: 3_000,
		IntegralMin: numeral("0"), IntegralMax: numeral("1"),
		Neutral: 10_000, OutMin: 10_000, OutMax: 20_000, Slew: 250, Deadband: deadband(), Enabled: true, Revision: 1,
	}
}

// protocolFeeLoop: a treasury that would soon be empty takes more. One that has plenty asks for what the owner's parameter says: a loop
// that comes with the chain lowers no income by itself.
func protocolFeeLoop() Loop {
	return Loop{
		Id: "protocol-fee", Actuator: ACTUATOR_PROTOCOL_FEE, Inputs: []LoopInput{
			input(SENSOR_KIND_TREASURY_RUNWAY, "-1", "2000", "4"),
		},
		Kp: numeral("0.1"), Ki: numeral("0.04"), Kd: numeral("0"), DerivativeBps: 3_000,
		IntegralMin: numeral("0"), IntegralMax: numeral("1"),
		Neutral: 10_000, OutMin: 10_000, OutMax: 20_000, Slew: 100, Deadband: deadband(), Enabled: true, Revision: 1,
	}
}

// emissionLoop: what the pool lacks is minted, as far as max_emission_per_epoch and max_supply let it. A new chain has neither: it mints nothing.
func emissionLoop() Loop {
	return Loop{
		Id: "emission", Actuator: ACTUATOR_EMISSION, Inputs: []LoopInput{
			input(SENSOR_KIND_POOL_LEVEL, "-1", "10000000000", "4"),
		},
		Kp: numeral("2"), Ki: numeral("0"), Kd: numeral("0"), DerivativeBps: 3_000,
		IntegralMin: numeral("0"), IntegralMax: numeral("1"),
		Neutral: 0, OutMin: 0, OutMax: 10_000, Slew: 1_000, Deadband: deadband(), Enabled: true, Revision: 1,
	}
}

// deadband is above what one organisation can make of an error (README, Manipulation).
func deadband() math.LegacyDec { return numeral("0.13") }

func input(sensor SensorKind, weight, target, scale string) LoopInput {
	return LoopInput{Sensor: sensor, Weight: numeral(weight), Target: numeral(target), Scale: numeral(scale)}
}

func numeral(text string) math.LegacyDec { return math.LegacyMustNewDecFromStr(text) }
