//go:build !long

package explore

// long: a plain run explores committees of one and three seats, on ladders of all shapes.
const long = false
