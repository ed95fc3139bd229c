// The time to convert messages between JSON and protobuf, beside that of Protobuf's own conversion.
#include <string>

#include "benchmark/benchmark.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/wire_to_json.h"
#include "google/protobuf/util/json_util.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

constexpr char kJson[] =
    R"({"user":"ann@example.org","text":"the quick brown fox jumps over","seq":9007199254740993,)"
    R"("score":1.5,"urgent":true,"tags":["a","bb"]})";

const MessageTable& ChatTable() {
  static TableSet* const tables = new TableSet;
  return **tables->For(sample::Chat::descriptor());
}

std::string ChatWire() {
  std::string wire;
  if (!JsonToWire(ChatTable(), PaddedJson(kJson).view(), &wire).ok()) std::abort();
  return wire;
}

void BM_JsonToWire(benchmark::State& state) {
  const MessageTable& table = ChatTable();
  const PaddedJson json(kJson);
  std::string wire;
  for (auto _ : state) {
    wire.clear();
    if (!JsonToWire(table, json.view(), &wire).ok()) std::abort();
    benchmark::DoNotOptimize(wire);
  }
}
BENCHMARK(BM_JsonToWire);

void BM_WireToJson(benchmark::State& state) {
  const MessageTable& table = ChatTable();
  const std::string wire = ChatWire();
  std::string json;
  for (auto _ : state) {
    json.clear();
    if (!WireToJson(table, wire, &json).ok()) std::abort();
    benchmark::DoNotOptimize(json);
  }
  if (json != kJson) state.SkipWithError("not what went in");
}
BENCHMARK(BM_WireToJson);

void BM_ProtobufJsonToWire(benchmark::State& state) {
  for (auto _ : state) {
    sample::Chat chat;
    if (!google::protobuf::util::JsonStringToMessage(kJson, &chat).ok()) std::abort();
    benchmark::DoNotOptimize(chat.SerializeAsString());
  }
}
BENCHMARK(BM_ProtobufJsonToWire);

void BM_ProtobufWireToJson(benchmark::State& state) {
  const std::string wire = ChatWire();
  for (auto _ : state) {
    sample::Chat chat;
    std::string json;
    if (!chat.ParseFromString(wire)) std::abort();
    if (!google::protobuf::util::MessageToJsonString(chat, &json).ok()) std::abort();
    benchmark::DoNotOptimize(json);
  }
}
BENCHMARK(BM_ProtobufWireToJson);

void ToWire(benchmark::State& state, const google::protobuf::Descriptor* descriptor,
            const std::string& text) {
  TableSet tables;
  const MessageTable& table = **tables.For(descriptor);
  const PaddedJson json(text);
  std::string wire;
  for (auto _ : state) {
    wire.clear();
    if (!JsonToWire(table, json.view(), &wire).ok()) std::abort();
    benchmark::DoNotOptimize(wire);
  }
}

template <typename Message>
void ProtobufToWire(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    Message message;
    if (!google::protobuf::util::JsonStringToMessage(text, &message).ok()) std::abort();
    benchmark::DoNotOptimize(message.SerializeAsString());
  }
}

// The payload of an image: 2 MB of base64.
std::string LargeBytes() { return "{\"some_bytes\":\"" + std::string(2 << 20, 'Q') + "\"}"; }

// An embedding: 768 numbers.
std::string Embedding() {
  std::string text = "{\"floats\":[0.5";
  for (int i = 1; i < 768; ++i) text += ",-0.0" + std::to_string(123456789 + 7919 * i);
  return text + "]}";
}

void BM_LargeBytesToWire(benchmark::State& state) {
  ToWire(state, sample::Scalars::descriptor(), LargeBytes());
}
BENCHMARK(BM_LargeBytesToWire);

void BM_ProtobufLargeBytesToWire(benchmark::State& state) {
  ProtobufToWire<sample::Scalars>(state, LargeBytes());
}
BENCHMARK(BM_ProtobufLargeBytesToWire);

void BM_EmbeddingToWire(benchmark::State& state) {
  ToWire(state, sample::Lists::descriptor(), Embedding());
}
BENCHMARK(BM_EmbeddingToWire);

void BM_ProtobufEmbeddingToWire(benchmark::State& state) {
  ProtobufToWire<sample::Lists>(state, Embedding());
}
BENCHMARK(BM_ProtobufEmbeddingToWire);

}  // namespace
}  // namespace lossy::edge
