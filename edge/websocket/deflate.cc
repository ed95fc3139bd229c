#include "edge/websocket/deflate.h"

#include <zlib.h>

#include <algorithm>

#include "edge/websocket/frame.h"

namespace lossy::edge {
namespace {

constexpr int kRawWindow = -15;
constexpr int kMemoryLevel = 8;
// A flush ends with these bytes; RFC 7692 (section 7.2.1) removes them from the message.
constexpr absl::string_view kTail("\x00\x00\xff\xff", 4);
constexpr std::size_t kChunk = 16 << 10;
constexpr std::size_t kPadding = 64;
// The buffer for inflated messages is freed before the next message if it is larger.
constexpr std::size_t kKept = 256 << 10;

Bytef* Bytes(absl::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

struct Deflate::Streams {
  z_stream out{};
  z_stream in{};

  Streams() {
    // These fail only if there is no memory, and then the process ends anyway.
    deflateInit2(&out, Z_BEST_SPEED, Z_DEFLATED, kRawWindow, kMemoryLevel, Z_DEFAULT_STRATEGY);
    inflateInit2(&in, kRawWindow);
  }
  ~Streams() {
    deflateEnd(&out);
    inflateEnd(&in);
  }
};

Deflate::Deflate() = default;
Deflate::~Deflate() = default;

Deflate::Streams& Deflate::streams() {
  if (streams_ == nullptr) streams_ = std::make_unique<Streams>();
  return *streams_;
}

EncodedMessagePtr Deflate::Encode(MessageKind kind, MessageParts parts) {
  z_stream& out = streams().out;
  deflateReset(&out);
  std::string compressed;
  const auto run = [&](absl::string_view input, int flush) {
    out.next_in = Bytes(input);
    out.avail_in = static_cast<uInt>(input.size());
    do {
      const std::size_t before = compressed.size();
      compressed.resize(before + kChunk);
      out.next_out = Bytes(compressed) + before;
      out.avail_out = kChunk;
      deflate(&out, flush);
      compressed.resize(before + kChunk - out.avail_out);
    } while (out.avail_out == 0);
  };
  for (absl::string_view part : parts) run(part, Z_NO_FLUSH);
  run({}, Z_SYNC_FLUSH);
  const auto payload = absl::string_view(compressed).substr(0, compressed.size() - kTail.size());
  return EncodeFrame(OpcodeOf(kind), {&payload, 1}, FrameCompression::kDeflate);
}

EncodedMessagePtr Deflate::Compressed(const EncodedMessagePtr& message) {
  if (last_ != message) {
    last_ = message;
    last_compressed_ = Encode(message->kind(), {{message->payload()}});
    last_compressed_->MeasureAs(*message);
  }
  return last_compressed_;
}

void Deflate::Clear() {
  last_.reset();
  last_compressed_.reset();
}

Deflate::Result Deflate::Inflate(absl::string_view payload, std::size_t max_message,
                                 absl::string_view* message) {
  z_stream& in = streams().in;
  inflateReset(&in);
  if (inflated_.capacity() > kKept) std::string().swap(inflated_);
  std::size_t size = 0;
  for (absl::string_view input : {payload, kTail}) {
    in.next_in = Bytes(input);
    in.avail_in = static_cast<uInt>(input.size());
    do {
      inflated_.resize(size + std::min(kChunk, max_message + 1 - size) + kPadding);
      const std::size_t room = inflated_.size() - kPadding - size;
      in.next_out = Bytes(inflated_) + size;
      in.avail_out = static_cast<uInt>(room);
      const int result = inflate(&in, Z_NO_FLUSH);
      size += room - in.avail_out;
      if (size > max_message) return Result::kTooBig;
      if (result == Z_STREAM_END || result == Z_BUF_ERROR) break;
      if (result != Z_OK) return Result::kMalformed;
    } while (in.avail_in > 0 || in.avail_out == 0);
  }
  *message = absl::string_view(inflated_.data(), size);
  return Result::kDone;
}

}  // namespace lossy::edge
