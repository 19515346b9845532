package fixedmath

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// words is how many words hold the fracBits of a fraction.
const words = fracBits / 64

// fraction is a number from 0 to below 1 in units of 2^-fracBits, the lowest word first. The steps of the functions are made
// on words of fixed width: they are the same as with integers of any width, and allocate nothing.
type fraction [words]uint64

// fractionOf returns the last fracBits of n >= 0.
func fractionOf(n *big.Int) fraction {
	var raw [8 * (words + 1)]byte // one word more, for the whole part of a number below 2^64
	n.FillBytes(raw[:])
	var f fraction
	for i := range f {
		f[i] = binary.BigEndian.Uint64(raw[8*(words-i):])
	}
	return f
}

// plusOne returns 2^fracBits + f.
func (f fraction) plusOne() *big.Int {
	var raw [8 * words]byte
	for i, word := range f {
		binary.BigEndian.PutUint64(raw[8*(words-1-i):], word)
	}
	n := new(big.Int).SetBytes(raw[:])
	return n.SetBit(n, fracBits, 1)
}

// square returns the square of 1 + f, rounded down, as its fraction and its whole part, 1 to 3.
//
// It is 1 + 2f + f². f² is the sum of the squares of the words and of twice their products with each other.
func (f fraction) square() (s fraction, whole uint64) {
	// The products of different words: a number of words 1 to 4.
	h01, p1 := bits.Mul64(f[0], f[1])
	h02, l02 := bits.Mul64(f[0], f[2])
	h12, l12 := bits.Mul64(f[1], f[2])
	p2, c := bits.Add64(h01, l02, 0)
	p3, c := bits.Add64(h02, l12, c)
	p4 := h12 + c
	// Twice that.
	p5 := p4 >> 63
	p4 = p4<<1 | p3>>63
	p3 = p3<<1 | p2>>63
	p2 = p2<<1 | p1>>63
	p1 <<= 1
	// The squares. Of the lower half only the carry counts.
	h0, _ := bits.Mul64(f[0], f[0])
	h1, l1 := bits.Mul64(f[1], f[1])
	h2, l2 := bits.Mul64(f[2], f[2])
	_, c = bits.Add64(p1, h0, 0)
	_, c = bits.Add64(p2, l1, c)
	p3, c = bits.Add64(p3, h1, c)
	p4, c = bits.Add64(p4, l2, c)
	p5, _ = bits.Add64(p5, h2, c)
	// And 2f.
	s[0], c = bits.Add64(p3, f[0]<<1, 0)
	s[1], c = bits.Add64(p4, f[1]<<1|f[0]>>63, c)
	s[2], c = bits.Add64(p5, f[2]<<1|f[1]>>63, c)
	return s, 1 + f[2]>>63 + c
}

// half returns the fraction of (whole + f) / 2, rounded down.
func (f fraction) half(whole uint64) fraction {
	return fraction{f[0]>>1 | f[1]<<63, f[1]>>1 | f[2]<<63, f[2]>>1 | whole<<63}
}

// times returns f · g, rounded down.
func (f fraction) times(g fraction) fraction {
	var product [2 * words]uint64
	for i, word := range f {
		var carry uint64
		for j, other := range g {
			high, low := bits.Mul64(word, other)
			var c uint64
			low, c = bits.Add64(low, product[i+j], 0)
			high += c
			product[i+j], c = bits.Add64(low, carry, 0)
			carry = high + c
		}
		product[i+words] = carry
	}
	return fraction(product[words:])
}

// over returns f / k, rounded down.
func (f fraction) over(k uint64) fraction {
	var rest uint64
	for i := words - 1; i >= 0; i-- {
		f[i], rest = bits.Div64(rest, f[i], k)
	}
	return f
}

// plus returns f + g, whose sum is below 1.
func (f fraction) plus(g fraction) fraction {
	var c uint64
	for i := range f {
		f[i], c = bits.Add64(f[i], g[i], c)
	}
	return f
}
