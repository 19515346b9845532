package replay

import (
	"bytes"
	"fmt"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/gogoproto/proto"
)

// stored is a block as the node has it. If it is damaged, wrong says how, and block may be nil.
type stored struct {
	block *cmttypes.Block
	id    cmttypes.BlockID
	wrong []Difference
}

// load reads a block and checks that it is what its own hashes say: each part against the hash of the parts, the content against the header.
func (h *Home) load(height int64) (s stored) {
	// CometBFT's store panics about what it cannot read.
	defer func() {
		if r := recover(); r != nil {
			s.wrong = append(s.wrong, Difference{What: "stored block", How: fmt.Sprintf("it cannot be read: %v", r)})
		}
	}()
	meta := h.Blocks.LoadBlockMeta(height)
	if meta == nil {
		s.wrong = append(s.wrong, Difference{What: "stored block", How: "it is missing"})
		return s
	}
	s.id = meta.BlockID
	var content []byte
	for i := range int(meta.BlockID.PartSetHeader.Total) {
		part := h.Blocks.LoadBlockPart(height, i)
		if part == nil {
			s.wrong = append(s.wrong, Difference{What: "stored block", How: fmt.Sprintf("part %d is missing", i)})
			return s
		}
		if err := part.Proof.Verify(meta.BlockID.PartSetHeader.Hash, part.Bytes); err != nil {
			s.wrong = append(s.wrong, Difference{What: "block part", How: fmt.Sprintf("part %d is not the one that the block id names: %v", i, err)})
		}
		content = append(content, part.Bytes...)
	}
	s.decode(content)
	return s
}

func (s *stored) decode(content []byte) {
	var encoded cmtproto.Block
	if err := proto.Unmarshal(content, &encoded); err != nil {
		s.wrong = append(s.wrong, Difference{What: "stored block", How: fmt.Sprintf("its bytes are no block: %v", err)})
		return
	}
	// The hash that the header has of the transactions is compared first: it says what of the block is damaged.
	data, err := cmttypes.DataFromProto(&encoded.Data)
	if err != nil {
		s.wrong = append(s.wrong, Difference{What: "stored block", How: fmt.Sprintf("its transactions cannot be read: %v", err)})
		return
	}
	if got := data.Txs.Hash(); !bytes.Equal(got, encoded.Header.DataHash) {
		s.wrong = append(s.wrong, differ("transactions (data_hash)", encoded.Header.DataHash, got, "the stored transactions are not those of the header"))
	}
	if len(s.wrong) > 0 {
		s.block = &cmttypes.Block{Data: data}
		return
	}
	if s.block, err = cmttypes.BlockFromProto(&encoded); err != nil {
		s.wrong = append(s.wrong, Difference{What: "stored block", How: err.Error()})
		return
	}
	if got := s.block.Header.Hash(); !bytes.Equal(got, s.id.Hash) {
		s.wrong = append(s.wrong, differ("block hash", s.id.Hash, got, "the stored header is not the one that was committed"))
	}
}
