#pragma once

#include <string>

#include "contract/model/contract.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// For tests: the contract of board.proto, and its documents.

google::protobuf::FileDescriptorSet BoardDescriptors();

// Returns board.proto itself in `descriptors`, so that a test can change it.
google::protobuf::FileDescriptorProto& BoardFile(google::protobuf::FileDescriptorSet& descriptors);

Contract Board();

// Returns the topic with this pattern.
const ChannelTopic& BoardTopic(const Contract& contract, const std::string& pattern);

// Returns the message with this name of the package board.v1.
const MessageType& BoardMessage(const Contract& contract, const std::string& name);

// Checks that a document of the board is the file contract/testdata/`name`. When the document
// changes on purpose, `command` of lossyctl writes the file again.
void ExpectBoardDocument(const std::string& document, const std::string& name,
                         const std::string& command);

}  // namespace lossy::contract
