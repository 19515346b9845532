package proof

import (
	"encoding/binary"
	"slices"

	nftkeeper "github.com/cosmos/cosmos-sdk/contrib/x/nft/keeper"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// fact is a record that every proof shows.
type fact struct {
	name, store string
	key         []byte
	// optional: its absence is a statement too.
	optional bool
	// read takes the value into the statement; nil stands for absence.
	read func(*Statement, []byte) error
}

// facts lists what a proof of a job's certificate shows, in order.
func facts(job uint64) []fact {
	id := types.TokenID(job)
	return []fact{
		{name: "certificate", store: nftkeeper.StoreKey, key: nftKey(nftkeeper.NFTKey, id), read: (*Statement).readCertificate},
		{name: "owner", store: nftkeeper.StoreKey, key: nftKey(nftkeeper.OwnerKey, id), read: (*Statement).readOwner},
		{name: "revocation", store: types.StoreKey, key: revocationKey(job), optional: true, read: (*Statement).readRevocation},
	}
}

// nftKey is prefix, class, zero, id: as x/nft has it.
func nftKey(prefix []byte, id string) []byte {
	return slices.Concat(prefix, []byte(types.ClassID), nftkeeper.Delimiter, []byte(id))
}

// revocationKey is that of the keeper's map: prefix, id in eight bytes.
func revocationKey(job uint64) []byte {
	return binary.BigEndian.AppendUint64(types.RevocationsPrefix.Bytes(), job)
}
