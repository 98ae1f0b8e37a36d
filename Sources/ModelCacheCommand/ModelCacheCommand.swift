import ArgumentParser
import AsyncHTTPClient
@main struct ModelCacheCommand: AsyncParsableCommand {}
