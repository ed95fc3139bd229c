#pragma once

#include "contract/diff/finding.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::contract {

// Adds the findings about gRPC calls between an edge or service of the old version and a service of
// the new one, while replicas of both run: numbers and types of fields, numbers of enum values,
// methods, and the names of published messages. Each file must come after the files that it
// imports. Files of google.protobuf are not compared.
void CompareGrpc(const google::protobuf::FileDescriptorSet& old_set,
                 const google::protobuf::FileDescriptorSet& new_set, FindingList* findings);

}  // namespace lossy::contract
