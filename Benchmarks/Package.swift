// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// A package of its own, so that whoever uses ModelCache does not fetch what only benchmarks need.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        // Preloaded into the server that `Soak` tests.
        .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"])
    ],
    dependencies: [
        .package(name: "ModelCache", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    ],
    targets: [
        .target(
            name: "LoadGenerator",
            dependencies: [
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .target(name: "Workload", swiftSettings: swiftSettings),
        .target(name: "PromptMix", swiftSettings: swiftSettings),
        .target(name: "Figures", swiftSettings: swiftSettings),
        .executableTarget(
            name: "ServerLoad",
            dependencies: [
                "Figures",
                "LoadGenerator",
                "PromptMix",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "BenchmarkServer",
            dependencies: [
                "PromptMix",
                "Workload",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ModelCache", package: "ModelCache"),
                .product(name: "Service", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "Benchmark",
            dependencies: [
                "Figures",
                "LoadGenerator",
                "Workload",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CanonicalJSON", package: "ModelCache"),
                .product(name: "ModelCache", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "EncoderBenchmark",
            dependencies: [.product(name: "Embeddings", package: "ModelCache")],
            swiftSettings: swiftSettings),
        .target(
            name: "EvictionReplay", dependencies: [.product(name: "CacheCore", package: "ModelCache")],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "MicroBenchmark",
            dependencies: [
                "EvictionReplay",
                "PromptMix",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CacheCore", package: "ModelCache"),
                .product(name: "Embeddings", package: "ModelCache"),
                .product(name: "Equivalence", package: "ModelCache"),
                .product(name: "TestSupport", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "EvictionBenchmark",
            dependencies: [
                "EvictionReplay",
                .product(name: "CacheCore", package: "ModelCache"),
                .product(name: "Storage", package: "ModelCache"),
                .product(name: "TestSupport", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .target(name: "FaultInjection"),
        .executableTarget(
            name: "Soak",
            dependencies: [
                "Workload",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CanonicalJSON", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "ClearBenchmark",
            dependencies: [
                .product(name: "CacheCore", package: "ModelCache"),
                .product(name: "Storage", package: "ModelCache"),
                .product(name: "TestSupport", package: "ModelCache"),
                .product(name: "VectorSearch", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "VectorSearchBenchmark",
            dependencies: [
                "Workload",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Evaluation", package: "ModelCache"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ModelCache", package: "ModelCache"),
                .product(name: "TestSupport", package: "ModelCache"),
                .product(name: "VectorSearch", package: "ModelCache"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "SoakTests", dependencies: ["Soak"], swiftSettings: swiftSettings),
        .testTarget(
            name: "LoadGeneratorTests",
            dependencies: [
                "LoadGenerator",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "PromptMixTests", dependencies: ["PromptMix"], swiftSettings: swiftSettings),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: swiftSettings),
    ]
)
