package types

import errorsmod "cosmossdk.io/errors"

// TreasuryOrganisation is the reserved id of the organisation that the treasury belongs to.
const TreasuryOrganisation = "treasury"

// Validate checks one organisation.
func (o Organisation) Validate() error {
	if err := ValidateSlug(o.Id); err != nil {
		return err
	}
	if o.Id == TreasuryOrganisation {
		return errorsmod.Wrapf(ErrReservedOrganisation, "%q is the treasury's own", o.Id)
	}
	if !printableName(o.Name) {
		return errorsmod.Wrapf(ErrInvalidOrganisation, "name of %d bytes; use 1 to %d bytes of printable text", len(o.Name), MaxOrganisationName)
	}
	if _, ok := OrganisationKind_name[int32(o.Kind)]; !ok || o.Kind == ORGANISATION_KIND_UNSPECIFIED {
		return errorsmod.Wrapf(ErrInvalidOrganisation, "kind %d; use GOVERNMENT, ENTERPRISE, UNIVERSITY, LAB or FOREIGN", o.Kind)
	}
	if (o.Kind == ORGANISATION_KIND_FOREIGN) != (o.HomeChainId != "") {
		return errorsmod.Wrap(ErrInvalidOrganisation, "home_chain_id is for a FOREIGN organisation, and it needs one")
	}
	if o.HomeChainId != "" && !chainIDRule.MatchString(o.HomeChainId) {
		return errorsmod.Wrap(ErrInvalidOrganisation, "home_chain_id; use 1 to 50 letters, digits, '.', '_' and '-'")
	}
	return o.validateAttesting()
}
