package proof

// RevocationPrefix for tests.
const RevocationPrefix = revocationPrefix
