package types

import "cosmossdk.io/errors"

// Of programs.
var (
	ErrProgramNotFound = errors.Register(ModuleName, 141, "no such program; list them with: q jobs programs")
	ErrProgramStatus   = errors.Register(ModuleName, 142, "the program's status does not allow this")
	ErrNotSponsor      = errors.Register(ModuleName, 143, "only the program's sponsor may do this")
	ErrDelegate        = errors.Register(ModuleName, 144, "no such delegate of the program; see who may post with: q jobs allotments")
	ErrProgramJob      = errors.Register(ModuleName, 145, "the program takes no such job; see its rules with: q jobs program")
	ErrAllotment       = errors.Register(ModuleName, 146, "the allotment does not suffice; see what is left with: q jobs allotments")
	ErrLabel           = errors.Register(ModuleName, 147, "invalid label")
	ErrDependency      = errors.Register(ModuleName, 148, "invalid dependency")
	ErrProgram         = errors.Register(ModuleName, 149, "invalid program")
)
