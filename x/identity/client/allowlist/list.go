package allowlist

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	listExt   = ".json"
	leavesExt = ".leaves"
	// partExt ends the name of a file that is being written.
	partExt = ".part"
	// maxJSON bounds a list's or proof's file: 40 hashes and some names.
	maxJSON = 16 << 10
)

// List describes an allow list that has been built; its leaves lie beside it.
type List struct {
	// Format is the version of the leaves: types.AllowlistFormat.
	Format  string `json:"format"`
	ChainID string `json:"chain_id"`
	// Role by its full name: ROLE_AGENT.
	Role  string `json:"role"`
	Total uint64 `json:"total"`
	// Root, LeavesSHA256 and CSVSHA256 are in hexadecimals.
	Root         string `json:"root"`
	LeavesSHA256 string `json:"leaves_sha256"`
	CSVSHA256    string `json:"csv_sha256"`
}

// Base returns the path of a role's list in a folder, without the ends of its files.
func Base(dir string, role types.Role) string { return filepath.Join(dir, RoleName(role)) }

// OpenList reads the description of a list. The path may be that of either file, with or without its end.
func OpenList(path string) (list List, base string, err error) {
	base = strings.TrimSuffix(strings.TrimSuffix(path, listExt), leavesExt)
	file, err := os.Open(base + listExt)
	if err != nil {
		return list, base, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := decode(file, &list); err != nil {
		return list, base, fmt.Errorf("%s: %w", base+listExt, err)
	}
	if list.Format != types.AllowlistFormat {
		return list, base, fmt.Errorf("%s has format %q; this program knows %q", base+listExt, list.Format, types.AllowlistFormat)
	}
	return list, base, nil
}

// Prove returns the proof of an address. It reads the leaves once and holds none of them.
func Prove(path string, address sdk.AccAddress, progress *Progress) (Proof, error) {
	list, base, err := OpenList(path)
	if err != nil {
		return Proof{}, err
	}
	role, err := ParseRole(list.Role)
	if err != nil {
		return Proof{}, fmt.Errorf("%s: %w", base+listExt, err)
	}
	var tree Tree
	if err := list.readLeaves(base, &tree, types.AllowlistLeaf(list.ChainID, role, address), progress); err != nil {
		return Proof{}, err
	}
	root := hex.EncodeToString(tree.Root())
	if root != list.Root || tree.Size() != list.Total {
		return Proof{}, fmt.Errorf("%s has %d leaves and root %s; %s says %d and %s: the files are not of one list",
			base+leavesExt, tree.Size(), root, base+listExt, list.Total, list.Root)
	}
	index, aunts, ok := tree.Path()
	if !ok {
		return Proof{}, fmt.Errorf("%s is not on the list of %s", address, list.Role)
	}
	p := Proof{
		Format: list.Format, ChainID: list.ChainID, Role: list.Role, Applicant: address.String(), Root: root, Total: list.Total, Index: index,
		Aunts: []string{},
	}
	for _, aunt := range aunts {
		p.Aunts = append(p.Aunts, hex.EncodeToString(aunt))
	}
	return p, nil
}

// readLeaves adds the leaves of the file to a tree and marks one of them.
func (l List) readLeaves(base string, tree *Tree, marked []byte, progress *Progress) (err error) {
	file, err := os.Open(base + leavesExt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	in, leaf := bufio.NewReaderSize(file, 64<<10), make([]byte, types.HashSize)
	for {
		_, err := io.ReadFull(in, leaf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: leaf %d: %w", base+leavesExt, tree.Size(), err)
		}
		tree.Add(leaf, bytes.Equal(leaf, marked))
		progress.Step("reading leaves: %d of %d", tree.Size(), l.Total)
	}
}

// write writes the description.
func (l List) write(base string) error {
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(base+listExt+partExt, append(text, '\n'), 0o644)
}

func requireAbsent(base string) error {
	for _, ext := range []string{listExt, leavesExt} {
		_, err := os.Lstat(base + ext)
		if err == nil {
			return fmt.Errorf("%s exists; write into another folder, since people hold proofs of that list", base+ext)
		}
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// publish gives the finished files of a list their names. The description comes last: where it is, the leaves are.
func publish(base string) error {
	for _, ext := range []string{leavesExt, listExt} {
		if err := os.Rename(base+ext+partExt, base+ext); err != nil {
			return err
		}
	}
	return nil
}

// decode reads one JSON object of known fields.
func decode(in io.Reader, to any) error {
	text, err := io.ReadAll(io.LimitReader(in, maxJSON+1))
	if err != nil {
		return err
	}
	if len(text) > maxJSON {
		return fmt.Errorf("more than %d bytes", maxJSON)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}
