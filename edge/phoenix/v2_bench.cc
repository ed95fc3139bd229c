// The time to decode a message, beside that of a copy of the same bytes, which is the least that a
// decoder of text does.
#include <cstdlib>
#include <cstring>
#include <string>

#include "benchmark/benchmark.h"
#include "edge/phoenix/v2.h"

namespace lossy::edge {
namespace {

void Decode(const std::string& text, benchmark::State& state) {
  std::string scratch;
  Message message;
  for (auto _ : state) {
    if (!DecodeV2(text, &scratch, &message)) std::abort();
    benchmark::DoNotOptimize(message);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void Copy(const std::string& text, benchmark::State& state) {
  std::string copy(text.size(), ' ');
  for (auto _ : state) {
    std::memcpy(copy.data(), text.data(), text.size());
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

constexpr char kHeartbeat[] = R"([null,"7","phoenix","heartbeat",{}])";
constexpr char kPush[] = R"(["1","2","lobby:main","room_opened",{"kind":"public","roomId":"abc",)"
                         R"("url":"https://example.org/rooms?id=abc","title":"T"}])";

// A message with an image: 2 MB of base64.
std::string Large() {
  return R"(["1","2","lobby:main","new_image",{"image_base64":")" + std::string(2 << 20, 'Q') +
         "\"}]";
}

void BM_DecodeHeartbeat(benchmark::State& state) { Decode(kHeartbeat, state); }
BENCHMARK(BM_DecodeHeartbeat);

void BM_DecodePush(benchmark::State& state) { Decode(kPush, state); }
BENCHMARK(BM_DecodePush);

void BM_CopyPush(benchmark::State& state) { Copy(kPush, state); }
BENCHMARK(BM_CopyPush);

void BM_DecodeLarge(benchmark::State& state) { Decode(Large(), state); }
BENCHMARK(BM_DecodeLarge);

void BM_CopyLarge(benchmark::State& state) { Copy(Large(), state); }
BENCHMARK(BM_CopyLarge);

}  // namespace
}  // namespace lossy::edge
