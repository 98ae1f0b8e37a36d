// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// A package of its own, because everything in it, the product's sources included, is built with libFuzzer's
// instrumentation: `run.sh` says how.
let package = Package(
    name: "Fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ModelCache", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        // A file of the command line (a link), which is an executable and so cannot be imported.
        .target(
            name: "CommandReaders",
            dependencies: [.product(name: "CanonicalJSON", package: "ModelCache")],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CommandReaders",
                .product(name: "CacheCore", package: "ModelCache"),
                .product(name: "CanonicalJSON", package: "ModelCache"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Embeddings", package: "ModelCache"),
                .product(name: "Equivalence", package: "ModelCache"),
                .product(name: "ModelCache", package: "ModelCache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Service", package: "ModelCache"),
            ],
            // libFuzzer has a main function of its own.
            swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
