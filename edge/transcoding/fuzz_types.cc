#include "edge/transcoding/fuzz_types.h"

#include <array>
#include <utility>

#include "google/protobuf/struct.pb.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

template <typename T>
FuzzType Type(TableSet& tables) {
  return {.prototype = &T::default_instance(), .table = *tables.For(T::descriptor())};
}

struct FuzzTypes {
  TableSet tables;
  std::array<FuzzType, 10> types = {Type<sample::Scalars>(tables),
                                    Type<sample::Optionals>(tables),
                                    Type<sample::Lists>(tables),
                                    Type<sample::Maps>(tables),
                                    Type<sample::Tree>(tables),
                                    Type<sample::Choice>(tables),
                                    Type<sample::Event>(tables),
                                    Type<sample::SessionReply>(tables),
                                    Type<google::protobuf::Struct>(tables),
                                    Type<sample::Clip>(tables)};
};

}  // namespace

std::unique_ptr<google::protobuf::Message> FuzzType::Parse(const std::string& wire) const {
  std::unique_ptr<google::protobuf::Message> message(prototype->New());
  return message->ParseFromString(wire) ? std::move(message) : nullptr;
}

const FuzzType& FuzzTypeOf(char first) {
  static const auto& types = (new FuzzTypes)->types;
  return types[static_cast<unsigned char>(first - '0') % types.size()];
}

}  // namespace lossy::edge
