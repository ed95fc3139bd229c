#include "services/agent/models/media/byte_source.h"

#include <algorithm>
#include <cstdio>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

namespace lossy::agent {
namespace {

constexpr int kBufferBytes = 16 * 1024;

}  // namespace

ByteSource::ByteSource(absl::string_view bytes) : bytes_(bytes) {
  auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) return;
  context_ =
      avio_alloc_context(buffer, kBufferBytes, /*write_flag=*/0, this, &Read, nullptr, &Seek);
  if (context_ == nullptr) av_free(buffer);
}

ByteSource::~ByteSource() {
  if (context_ == nullptr) return;
  // libav may have replaced the buffer by another.
  av_freep(&context_->buffer);
  avio_context_free(&context_);
}

int ByteSource::Read(void* source, std::uint8_t* buffer, int size) {
  auto& self = *static_cast<ByteSource*>(source);
  const std::size_t count = self.bytes_.copy(
      reinterpret_cast<char*>(buffer), static_cast<std::size_t>(std::max(size, 0)), self.position_);
  if (count == 0) return AVERROR_EOF;
  self.position_ += count;
  return static_cast<int>(count);
}

std::int64_t ByteSource::Seek(void* source, std::int64_t offset, int whence) {
  auto& self = *static_cast<ByteSource*>(source);
  const auto size = static_cast<std::int64_t>(self.bytes_.size());
  if ((whence & AVSEEK_SIZE) != 0) return size;
  if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(self.position_);
  if (whence == SEEK_END) offset += size;
  if (offset < 0 || offset > size) return AVERROR(EINVAL);
  self.position_ = static_cast<std::size_t>(offset);
  return offset;
}

}  // namespace lossy::agent
