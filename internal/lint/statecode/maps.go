package statecode

import (
	"go/ast"
	"go/token"
	"go/types"
)

// mapOrder reports a range over a map. Allowed is one that does nothing but collect the keys, if they are sorted right after it.
func (l *linter) mapOrder(n ast.Node, stack []ast.Node) {
	loop, ok := n.(*ast.RangeStmt)
	if !ok {
		return
	}
	t := l.pass.TypesInfo.TypeOf(loop.X)
	if t == nil {
		return
	}
	if isMap(t) && !l.collectsAndSorts(loop, stack) {
		l.report(loop.Pos(), "a map has no order: range over slices.Sorted(maps.Keys(m))")
	}
}

// isMap tells whether a type is a map, or a type parameter that can be one.
func isMap(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Interface:
		for embedded := range t.EmbeddedTypes() {
			if union, ok := embedded.(*types.Union); ok {
				for term := range union.Terms() {
					if isMap(term.Type()) {
						return true
					}
				}
			} else if isMap(embedded) {
				return true
			}
		}
	}
	return false
}

// sortedAtOnce: the call that the name at the end of the stack belongs to is the argument of slices.Sorted, whose order is total.
func (l *linter) sortedAtOnce(stack []ast.Node) bool {
	if len(stack) < 3 { // selector, its call, the call around that
		return false
	}
	call, ok := stack[len(stack)-2].(*ast.CallExpr)
	if !ok || call.Fun != stack[len(stack)-1] {
		return false
	}
	outer, ok := stack[len(stack)-3].(*ast.CallExpr)
	return ok && l.calls(outer, "slices.Sorted")
}

// calls tells whether a call is of one of some functions.
func (l *linter) calls(call *ast.CallExpr, names ...string) bool {
	fun := ast.Unparen(call.Fun)
	if index, ok := fun.(*ast.IndexExpr); ok {
		fun = index.X
	}
	selector, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := l.pass.TypesInfo.Uses[selector.Sel].(*types.Func)
	if !ok {
		return false
	}
	for _, name := range names {
		if f.FullName() == name {
			return true
		}
	}
	return false
}

// collectsAndSorts recognises
//
//	for key := range m {
//		keys = append(keys, key)
//	}
//	slices.Sort(keys)
//
// Sorts by a function of the caller are not recognised: nothing shows that their order is total.
func (l *linter) collectsAndSorts(loop *ast.RangeStmt, stack []ast.Node) bool {
	keys := l.collected(loop)
	if keys == nil || len(stack) == 0 {
		return false
	}
	block, ok := stack[len(stack)-1].(*ast.BlockStmt)
	if !ok {
		return false
	}
	for i, stmt := range block.List[:len(block.List)-1] {
		if stmt != loop {
			continue
		}
		next, ok := block.List[i+1].(*ast.ExprStmt)
		if !ok {
			return false
		}
		call, ok := next.X.(*ast.CallExpr)
		return ok && l.calls(call, "slices.Sort", "sort.Strings", "sort.Ints") && l.variable(call.Args[0]) == keys
	}
	return false
}

// collected is the slice that a loop appends the map's keys to if it does nothing else, or nil.
func (l *linter) collected(loop *ast.RangeStmt) types.Object {
	if loop.Tok != token.DEFINE || loop.Value != nil || loop.Key == nil || len(loop.Body.List) != 1 {
		return nil
	}
	assign, ok := loop.Body.List[0].(*ast.AssignStmt)
	if !ok || assign.Tok != token.ASSIGN || len(assign.Lhs) != 1 {
		return nil
	}
	call, ok := assign.Rhs[0].(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return nil
	}
	if fun, ok := call.Fun.(*ast.Ident); !ok || l.pass.TypesInfo.Uses[fun] != types.Universe.Lookup("append") {
		return nil
	}
	keys := l.variable(assign.Lhs[0])
	if keys == nil || l.variable(call.Args[0]) != keys || l.variable(call.Args[1]) != l.variable(loop.Key) {
		return nil
	}
	return keys
}

// variable is what a plain name stands for.
func (l *linter) variable(e ast.Expr) types.Object {
	if id, ok := e.(*ast.Ident); ok {
		return l.pass.TypesInfo.ObjectOf(id)
	}
	return nil
}
