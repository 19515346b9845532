// Package fuzz feeds the whole application with what nobody would write: transactions, records, a block's end over spoilt state.
package fuzz
