package allowlist

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Participants are the lines of a file that is without defects, sorted by role and address: the same set gives the same lists.
type Participants struct {
	entries []entry
	sha256  [sha256.Size]byte
}

// ReadParticipants reads a CSV file with the column "address" and, if it has one, the column "role". usual is the role of lines that name
// none; 0: each line names its own. The file is read twice, so that memory is taken once: EntrySize bytes a line. An error of
// type *Defects names the lines that are wrong.
func ReadParticipants(path string, usual types.Role, progress *Progress) (_ *Participants, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file; it is read twice", path)
	}
	limit, err := countLines(file, uint64(info.Size()), progress)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	sum, defects := sha256.New(), &Defects{}
	entries, err := readEntries(io.TeeReader(file, sum), limit, usual, progress, defects)
	if err != nil {
		return nil, err
	}
	sortEntries(entries, progress, defects)
	if err := defects.err(); err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, errors.New("the file lists nobody")
	}
	return &Participants{entries: entries, sha256: [sha256.Size]byte(sum.Sum(nil))}, nil
}

// ranges calls do with the entries of each role.
func (p *Participants) ranges(do func(role types.Role, entries []entry) error) error {
	for start := 0; start < len(p.entries); {
		end := start
		for end < len(p.entries) && p.entries[end].role == p.entries[start].role {
			end++
		}
		if err := do(types.Role(p.entries[start].role), p.entries[start:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}

// Write writes the list of each role into a folder, role.json and role.leaves, and returns them in order of role. It replaces no
// file: people hold proofs of the list that lies there.
func (p *Participants) Write(dir, chainID string, progress *Progress) ([]List, error) {
	if chainID == "" {
		return nil, errors.New("no chain id: a leaf belongs to one chain")
	}
	if err := p.ranges(func(role types.Role, _ []entry) error { return requireAbsent(Base(dir, role)) }); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var lists []List
	err := p.ranges(func(role types.Role, entries []entry) error {
		list := List{Format: types.AllowlistFormat, ChainID: chainID, Role: role.String(), CSVSHA256: hex.EncodeToString(p.sha256[:])}
		if err := list.writeLeaves(Base(dir, role), role, entries, progress); err != nil {
			return err
		}
		lists = append(lists, list)
		return list.write(Base(dir, role))
	})
	if err != nil {
		return nil, err
	}
	return lists, p.ranges(func(role types.Role, _ []entry) error { return publish(Base(dir, role)) })
}

// writeLeaves writes the leaves in their order, 32 bytes each, and notes number, root and checksum.
func (l *List) writeLeaves(base string, role types.Role, entries []entry, progress *Progress) (err error) {
	file, err := os.Create(base + leavesExt + partExt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var (
		tree Tree
		sum  = sha256.New()
		out  = bufio.NewWriterSize(io.MultiWriter(file, sum), 64<<10)
	)
	for i := range entries {
		leaf := types.AllowlistLeaf(l.ChainID, role, entries[i].bytes())
		tree.Add(leaf, false)
		if _, err := out.Write(leaf); err != nil {
			return err
		}
		progress.Step("writing leaves: %d of %d", tree.Size(), uint64(len(entries)))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	l.Total, l.Root, l.LeavesSHA256 = tree.Size(), hex.EncodeToString(tree.Root()), hex.EncodeToString(sum.Sum(nil))
	return nil
}
