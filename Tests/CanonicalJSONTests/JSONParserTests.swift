import Testing
@testable import CanonicalJSON
@Test func x() { #expect(1 == 1) }
