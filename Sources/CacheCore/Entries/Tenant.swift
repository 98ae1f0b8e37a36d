/// The owner of entries: an application, a team or, on the compatible endpoint, a model name.
///
/// Two tenants are the same only when their names are equal byte for byte. Swift's `String` compares by
/// canonical equivalence, which would let "é" written as one or as two code points share entries.
public struct Tenant: Hashable, Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    public static func == (left: Tenant, right: Tenant) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var name = name
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension Tenant: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
