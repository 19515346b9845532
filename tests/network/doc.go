// Package network tests what only real nodes can show: processes of agijobsd with homes and keys of their own, founded, run and steered by the
// public commands alone. It takes a minute and more, so it has a build tag: make test-network.
package network
