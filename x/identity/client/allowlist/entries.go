package allowlist

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// EntrySize is what a line takes in memory: 32 bytes of address, and length, role and line number.
const EntrySize = 40

// maxAddress is the longest address: that of a module's or a multisig's account. Those of keys have 20 bytes.
const maxAddress = 32

// entry is one line of the file. There are millions of them: it holds no pointer.
type entry struct {
	address [maxAddress]byte // filled up with zeros
	line    uint32
	size    uint8
	role    uint8
}

func (e *entry) bytes() sdk.AccAddress { return e.address[:e.size] }

// compareEntries orders by role, address, line. The zeros after a short address order it before the longer ones that it begins.
func compareEntries(a, b entry) int {
	return cmp.Or(compareMembers(a, b), cmp.Compare(a.line, b.line))
}

func compareMembers(a, b entry) int {
	return cmp.Or(cmp.Compare(a.role, b.role), bytes.Compare(a.address[:], b.address[:]), cmp.Compare(a.size, b.size))
}

// ParseRole reads the name of a role that a list may grant: agent, AGENT or ROLE_AGENT.
func ParseRole(text string) (types.Role, error) {
	name := strings.TrimPrefix(strings.ToUpper(text), "ROLE_")
	role, ok := types.Role_value["ROLE_"+name]
	if !ok || types.CheckGrant(types.ADMISSION_PATH_PROOF, []types.Role{types.Role(role)}) != nil {
		return 0, fmt.Errorf("role %q: write employer, agent or validator", text)
	}
	return types.Role(role), nil
}

// RoleName is the short name of a role, as files are called: agent.
func RoleName(role types.Role) string {
	return strings.ToLower(strings.TrimPrefix(role.String(), "ROLE_"))
}

// parseEntry reads one line. usual is the role of a line that names none; 0: each names its own.
func parseEntry(c columns, line []byte, number uint32, usual types.Role) (entry, error) {
	text, roleText, err := c.fields(line)
	if err != nil {
		return entry{}, err
	}
	role := usual
	if roleText != "" {
		if role, err = ParseRole(roleText); err != nil {
			return entry{}, err
		}
	}
	if role == 0 {
		return entry{}, errors.New("no role; name one in the column or by --role")
	}
	if text == "" {
		return entry{}, errors.New("no address")
	}
	address, err := parseAddress(text)
	if err != nil {
		return entry{}, err
	}
	if len(address) != 20 && len(address) != maxAddress {
		return entry{}, fmt.Errorf("address %s has %d bytes; accounts have 20 or 32", text, len(address))
	}
	e := entry{line: number, size: uint8(len(address)), role: uint8(role)}
	copy(e.address[:], address)
	return e, nil
}

// parseAddress is types.ParseAddress but for its way round by the cache of texts, which millions of addresses only fill.
func parseAddress(text string) (sdk.AccAddress, error) {
	address, err := sdk.AccAddressFromBech32(text)
	if err != nil || text != strings.ToLower(text) {
		return types.ParseAddress("address", text)
	}
	return address, nil
}

// readEntries reads a whole file of at most limit lines into memory that is taken once.
func readEntries(in io.Reader, limit int, usual types.Role, progress *Progress, defects *Defects) ([]entry, error) {
	source := newLines(in)
	first, err := source.next()
	if errors.Is(err, io.EOF) {
		return nil, errors.New(`the file is empty; it begins with a header that has the column "address"`)
	}
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", source.number, err)
	}
	c, err := header(first)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", source.number, err)
	}
	entries := make([]entry, 0, limit)
	for {
		line, err := source.next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil && !errors.Is(err, errLong) {
			return nil, err
		}
		var e entry
		if err == nil {
			e, err = parseEntry(c, line, source.number, usual)
		}
		if err != nil {
			defects.add(source.number, err.Error())
			continue
		}
		if len(entries) == limit {
			return nil, errors.New("the file has grown while it was read")
		}
		entries = append(entries, e)
		progress.Step("reading: %d of %d lines", uint64(source.number), uint64(limit))
	}
}

// sortEntries sorts and reports who is listed twice.
func sortEntries(entries []entry, progress *Progress, defects *Defects) {
	compared := uint64(0)
	slices.SortFunc(entries, func(a, b entry) int {
		compared++
		progress.Step("sorting: %d comparisons of %d addresses", compared, uint64(len(entries)))
		return compareEntries(a, b)
	})
	first := 0
	for i := 1; i < len(entries); i++ {
		if compareMembers(entries[first], entries[i]) != 0 {
			first = i
			continue
		}
		defects.add(entries[i].line, fmt.Sprintf("%s is on line %d already (%s)",
			entries[i].bytes(), entries[first].line, RoleName(types.Role(entries[i].role))))
	}
}
