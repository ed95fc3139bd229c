#include <cstdlib>
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

void BM_DecodeHeartbeat(benchmark::State& state) {
  Decode(R"([null,"7","phoenix","heartbeat",{}])", state);
}
BENCHMARK(BM_DecodeHeartbeat);

void BM_DecodePush(benchmark::State& state) {
  Decode(R"(["1","2","lobby:main","room_opened",{"kind":"public","roomId":"abc",)"
         R"("url":"https://example.org/rooms?id=abc","title":"T"}])",
         state);
}
BENCHMARK(BM_DecodePush);

// A message with an image: 2 MB of base64.
void BM_DecodeLarge(benchmark::State& state) {
  Decode(
      R"(["1","2","lobby:main","new_image",{"image_base64":")" + std::string(2 << 20, 'Q') + "\"}]",
      state);
}
BENCHMARK(BM_DecodeLarge);

}  // namespace
}  // namespace lossy::edge
