import { registerEnumType } from 'type-graphql';
import { ConsentPurpose, Gender, IdentityKind, MemberStatus } from '../enums';

registerEnumType(MemberStatus, { name: 'MemberStatus' });
registerEnumType(Gender, { name: 'Gender' });
registerEnumType(IdentityKind, { name: 'IdentityKind' });
registerEnumType(ConsentPurpose, { name: 'ConsentPurpose' });

export { ConsentPurpose, Gender, IdentityKind, MemberStatus };
