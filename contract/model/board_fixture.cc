#include "contract/model/board_fixture.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "contract/model/descriptor_sets.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

constexpr char kDescriptors[] = "contract/testdata/board_descriptors.binpb";

}  // namespace

google::protobuf::FileDescriptorSet BoardDescriptors() {
  return ReadDescriptorSets({kDescriptors}).value();
}

google::protobuf::FileDescriptorProto& BoardFile(google::protobuf::FileDescriptorSet& descriptors) {
  return *descriptors.mutable_file(descriptors.file_size() - 1);
}

Contract Board() { return Contract::Read(BoardDescriptors()).value(); }

const ChannelTopic& BoardTopic(const Contract& contract, const std::string& pattern) {
  for (const ChannelTopic& topic : contract.topics()) {
    if (topic.pattern == pattern) return topic;
  }
  ADD_FAILURE() << "no topic " << pattern;
  std::abort();
}

const MessageType& BoardMessage(const Contract& contract, const std::string& name) {
  for (const auto& message : contract.messages()) {
    if (message->full_name == "board.v1." + name) return *message;
  }
  ADD_FAILURE() << "no message " << name;
  std::abort();
}

void ExpectBoardDocument(const std::string& document, const std::string& name,
                         const std::string& command) {
  const std::string path = "contract/testdata/" + name;
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(document, text.str()) << "lossyctl contract " << command << " " << kDescriptors << " >"
                                  << path << " writes the file again";
}

}  // namespace lossy::contract
