#include "base/rpc/server_stream.h"

namespace lossy::base {

grpc::ByteBuffer ToByteBuffer(Frame frame) {
  auto* const owner = new Frame(std::move(frame));
  const grpc::Slice slice(
      const_cast<char*>((*owner)->data()), (*owner)->size(),
      [](void* held) { delete static_cast<Frame*>(held); }, owner);
  return {&slice, 1};
}

}  // namespace lossy::base
