import { registerEnumType } from 'type-graphql';
import { OrderChannel, OrderStatus } from '../enums';

registerEnumType(OrderStatus, { name: 'OrderStatus' });
registerEnumType(OrderChannel, { name: 'OrderChannel' });

export { OrderChannel, OrderStatus };
