import { DateTimeScalar } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'One thing that must always be true of the books.' })
export class DataQualityCheck {
  @Field(() => String, { description: 'Its name in the domain model, such as INV-2.total.' })
  invariant: string;

  @Field(() => String)
  description: string;

  @Field(() => Int, { description: 'Members, orders or other things that break it; 0 is right.' })
  violations: number;
}

@ObjectType({ simpleResolvers: true, description: 'Whether the brand\'s books are in order. Every minute looks at what happened lately and at a piece of everything else.' })
export class DataQuality {
  @Field(() => DateTimeScalar, { description: 'When the books were last looked at, by the brand\'s clock.' })
  checkedAt: Date;

  @Field(() => [DataQualityCheck], { description: 'One for each invariant of what the brand has enabled; at most 200.' })
  checks: DataQualityCheck[];
}
