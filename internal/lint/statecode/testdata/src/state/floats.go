package state

import "math"

const third = 1.0 / 3 // exact as long as it has no type

type ratio struct {
	value float64 // want `floats round`
}

func floats(n int) int {
	x := 1.5                        // want `floats round`
	y := third * 3                  // want `floats round`
	n += int(x * y)                 // want `floats round`
	n += int(math.Sqrt(float64(n))) // want `floats round`
	n += 1e3
	var c complex64               // want `floats round`
	_ = c                         // want `floats round`
	return n + int(ratio{}.value) // want `floats round`
}

func percentage(n float32) {} // want `floats round`
