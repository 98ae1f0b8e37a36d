import Testing
import ModelCache
@Test func x() { #expect(1 == 1) }
