package policy

import (
	"context"
	"errors"
	"fmt"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// The groups of a file.
const (
	groupCouncil    = "council"
	groupGuardians  = "guardians"
	groupParams     = "params"
	groupPools      = "pools"
	groupCategories = "categories"
	groupLoops      = "loops"
)

// groups in the order of a file.
var groups = []string{groupCouncil, groupGuardians, groupParams, groupPools, groupCategories, groupLoops}

// kind is a sort of things to set: one module's parameters, the council, categories.
type kind struct {
	group string
	// name of a module; empty: the group has one part, or its parts have names of their own.
	name string
	// rows is the prefix of the fields in the table of units and bounds.
	rows string
	// root is the field that stands for the whole part; empty: the message itself does.
	root string
	// named: there are many of these, each with a name of its own.
	named bool
	// blank makes the message of a part that the chain does not have yet.
	blank func(name string) gogoproto.Message
	// read lists what the chain has.
	read func(ctx context.Context, conn grpc.ClientConnInterface) ([]entry, error)
	// update makes the message that sets a part.
	update func(authority string, m gogoproto.Message) sdk.Msg
	// content is the inverse of update: false if the message is none of this kind.
	content func(msg sdk.Msg) (name string, m gogoproto.Message, ok bool)
}

type entry struct {
	name  string
	value gogoproto.Message
}

// kinds lists all there is to set, in the order of a file.
func kinds() []kind {
	return append(append([]kind{councilKind(), guardiansKind()}, append(ownParams(), sdkParams()...)...), poolKind(), categoryKind(), loopKind())
}

// Part is one thing to set, as the chain has it.
type Part struct {
	kind
	// Name of a module, a pool, a category or a loop; empty for the council and the guardians.
	Name  string
	value gogoproto.Message
	tree  map[string]any
}

// Path of the part in a file, for instance params.jobs.
func (p Part) Path() string {
	if p.Name == "" {
		return p.group
	}
	return p.group + "." + p.Name
}

func newPart(k kind, name string, value gogoproto.Message) (Part, error) {
	tree, err := treeOf(value)
	if err != nil {
		return Part{}, fmt.Errorf("%s %s: %w", k.group, name, err)
	}
	return Part{kind: k, Name: name, value: value, tree: tree}, nil
}

// State is all that the council may set, as a chain has it.
type State struct {
	ChainID string
	Height  int64
	Parts   []Part
}

// Read asks a node for everything. The context says at which height.
func Read(ctx context.Context, conn grpc.ClientConnInterface) (State, error) {
	var s State
	for _, k := range kinds() {
		entries, err := k.read(ctx, conn)
		if err != nil {
			return State{}, fmt.Errorf("%s %s: %w", k.group, k.name, explain(err))
		}
		for _, e := range entries {
			p, err := newPart(k, e.name, e.value)
			if err != nil {
				return State{}, err
			}
			s.Parts = append(s.Parts, p)
		}
	}
	return s, nil
}

var errOlder = errors.New("the node does not know this query: it runs another version of the chain than this program")

func explain(err error) error {
	if status.Code(err) == codes.Unimplemented {
		return errors.Join(errOlder, err)
	}
	return err
}

// find returns the part of a kind and a name.
func (s State) find(k kind, name string) (Part, bool) {
	for _, p := range s.Parts {
		if p.group == k.group && p.kind.name == k.name && p.Name == name {
			return p, true
		}
	}
	return Part{}, false
}

// single makes the reader of a kind that has one part.
func single[M gogoproto.Message](name string, get func(context.Context, grpc.ClientConnInterface) (M, error)) func(context.Context, grpc.ClientConnInterface) ([]entry, error) {
	return func(ctx context.Context, conn grpc.ClientConnInterface) ([]entry, error) {
		m, err := get(ctx, conn)
		if err != nil {
			return nil, err
		}
		return []entry{{name: name, value: m}}, nil
	}
}

// paramsKind makes the kind of one module's parameters P, set by the message U.
func paramsKind[P, U any, PP interface {
	*P
	gogoproto.Message
}, UU interface {
	*U
	sdk.Msg
}](name string, get func(context.Context, grpc.ClientConnInterface) (P, error), set func(*U, string, P), of func(*U) P,
) kind {
	return kind{
		group: groupParams, name: name, rows: name,
		blank: func(string) gogoproto.Message { return PP(new(P)) },
		read: single(name, func(ctx context.Context, conn grpc.ClientConnInterface) (PP, error) {
			p, err := get(ctx, conn)
			return PP(&p), err
		}),
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			u := new(U)
			set(u, authority, *m.(PP))
			return UU(u)
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(UU)
			if !ok {
				return "", nil, false
			}
			p := of((*U)(u))
			return name, PP(&p), true
		},
	}
}
