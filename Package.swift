// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "ModelCache",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "CacheCore", targets: ["CacheCore"]),
        .library(name: "ModelCache", targets: ["ModelCache"]),
        .library(name: "Embeddings", targets: ["Embeddings"]),
        .library(name: "Storage", targets: ["Storage"]),
        .library(name: "VectorSearch", targets: ["VectorSearch"]),
        .library(name: "Equivalence", targets: ["Equivalence"]),
        .library(name: "Evaluation", targets: ["Evaluation"]),
        .library(name: "TestSupport", targets: ["TestSupport"]),
        .library(name: "CanonicalJSON", targets: ["CanonicalJSON"]),
        .library(name: "Service", targets: ["Service"]),
        .executable(name: "modelcache", targets: ["ModelCacheCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "CanonicalJSON", swiftSettings: swiftSettings),
        .target(
            name: "CacheCore",
            dependencies: [
                "CanonicalJSON",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: swiftSettings),
        // Run-time dispatched SIMD kernels. -O3 in every configuration: an unoptimised debug build would be a
        // hundred times slower than any test can wait for. SwiftPM accepts the flag in versioned dependencies.
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "CArtefacts"),
        .target(
            name: "Embeddings",
            dependencies: [
                "CArtefacts",
                "CKernels",
                "CacheCore",
                "CanonicalJSON",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "VectorSearch",
            dependencies: ["CKernels", "CacheCore", .product(name: "Logging", package: "swift-log")],
            swiftSettings: swiftSettings),
        .target(
            name: "Equivalence", dependencies: ["CacheCore"],
            resources: [
                .embedInCode("Artefacts/e5-small.scores"), .embedInCode("Artefacts/e5-small-verified.scores"),
            ], swiftSettings: swiftSettings),
        .target(
            name: "Evaluation",
            dependencies: ["CacheCore", "CanonicalJSON", "Equivalence", "VectorSearch"],
            swiftSettings: swiftSettings),
        .target(
            name: "Storage",
            dependencies: [
                "CacheCore",
                "CanonicalJSON",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "ModelCache",
            dependencies: [
                "CacheCore",
                "Embeddings",
                "Equivalence",
                "Storage",
                "VectorSearch",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "Service",
            dependencies: [
                "CanonicalJSON",
                "ModelCache",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "ModelCacheCommand",
            dependencies: [
                "CKernels",
                "CacheCore",
                "CanonicalJSON",
                "Embeddings",
                "Equivalence",
                "Evaluation",
                "ModelCache",
                "Service",
                "Storage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "EmbeddedCache",
            dependencies: ["ModelCache"],
            path: "Examples/EmbeddedCache",
            swiftSettings: swiftSettings),
        .target(
            name: "TestSupport",
            dependencies: ["CacheCore", "CanonicalJSON", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CanonicalJSONTests",
            dependencies: ["CanonicalJSON", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CacheCoreTests",
            dependencies: [
                "CacheCore", "CanonicalJSON", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "EquivalenceTests", dependencies: ["CacheCore", "Equivalence", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "CacheCore", "CanonicalJSON", "Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "VectorSearchTests",
            dependencies: [
                "CKernels", "CacheCore", "TestSupport", "VectorSearch", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ModelCacheTests",
            dependencies: ["CacheCore", "Embeddings", "ModelCache", "Storage", "TestSupport", "VectorSearch"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "CacheCore", "CanonicalJSON", "ModelCache", "Service", "TestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "CacheCore", "CanonicalJSON", "EmbeddedCache", "ModelCache", "ModelCacheCommand", "TestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "EmbeddingsTests",
            dependencies: [
                "CKernels", "CacheCore", "CanonicalJSON", "Embeddings", "TestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings),
    ]
)
