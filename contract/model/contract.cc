#include "contract/model/contract.h"

#include "contract/model/contract_reader.h"

namespace lossy::contract {

absl::StatusOr<Contract> Contract::Read(const google::protobuf::FileDescriptorSet& descriptors) {
  return ContractReader().Read(descriptors);
}

}  // namespace lossy::contract
